using CharRnn.Persistence;
using CharRnn.Training;

namespace CharRnn.Reliability;

/// <summary>Saves to a path where writing can fail, and shows that the run is unharmed: it continues and can be saved elsewhere.</summary>
internal static class SaveRun
{
    internal static int Run(string path)
    {
        EncodedText text = EncodedText.FromText(SampleText.Generate(20_000));
        Trainer<float> trainer = Runs.NewTrainer(text.Vocabulary, 100);
        for (int i = 0; i < 10; i++)
        {
            trainer.Step(text);
        }

        string folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        string[] before = Directory.Exists(folder) ? Directory.GetFileSystemEntries(folder) : [];
        try
        {
            Checkpoint.Save(path, trainer, text);
            Console.WriteLine("saved");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            Console.WriteLine($"{failure.GetType().Name}: {failure.Message}");
        }

        int added = (Directory.Exists(folder) ? Directory.GetFileSystemEntries(folder) : []).Except(before).Count();
        trainer.Step(text);
        string elsewhere = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        Checkpoint.Save(elsewhere, trainer, text);
        Console.WriteLine($"files added: {added}; trained on to update {Checkpoint.Resume<float>(elsewhere, text).Update} and saved elsewhere");
        File.Delete(elsewhere);
        return 0;
    }
}
