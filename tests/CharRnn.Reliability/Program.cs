using System.Globalization;
using CharRnn.Reliability;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
switch (args)
{
    case ["text", var path, var megabytes]:
        SampleText.Write(path, int.Parse(megabytes, CultureInfo.InvariantCulture));
        return 0;
    case ["memory", var path]:
        return MemoryRun.Run(path);
    case ["soak", var updates]:
        return SoakRun.Run(long.Parse(updates, CultureInfo.InvariantCulture));
    case ["crash", var kills]:
        return CrashRun.Run(int.Parse(kills, CultureInfo.InvariantCulture));
    case ["train", var checkpoint, var text]:
        return CrashRun.Train(checkpoint, text);
    case ["save", var path]:
        return SaveRun.Run(path);
    default:
        Console.Error.WriteLine(
            """
            Long runs that are started by hand; what they have shown is in docs/reliability.md.
              text PATH MB      writes a text of so many megabytes
              memory PATH       reads a text, trains 1,000 updates on it, and tells the peak memory
              soak UPDATES      trains for long, and tells memory and speed as it goes
              crash KILLS       kills a training process so many times at random moments, and resumes it every time
              save PATH         trains, saves to a path where writing can fail, continues training, and saves again
            """);
        return 2;
}
