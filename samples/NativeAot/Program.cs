// Trains, saves, loads and writes as one native file that needs no .NET.
//     dotnet publish -c Release -r linux-x64 samples/NativeAot      (needs clang and zlib's headers on Linux)
// Everything it prints is computed: two builds of it that print the same have computed the same bits.
// Its arguments are the number of updates, of streams, and of threads that share an update: 1,000, 1 and 1.
using System.Numerics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using CharRnn;
using CharRnn.Optimization;
using CharRnn.Training;

string text = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "story.txt"));
var options = new TrainingOptions
{
    MaxUpdates = args.Length > 0 ? int.Parse(args[0]) : 1_000,
    BatchSize = args.Length > 1 ? int.Parse(args[1]) : 1,
    ThreadCount = args.Length > 2 ? int.Parse(args[2]) : 1,
};
Run<float>(text, options);
Run<double>(text, options);

static void Run<T>(string text, TrainingOptions options)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    var vocabulary = Vocabulary.FromText(text);
    var parameters = new RnnParameters<T>(new() { VocabularySize = vocabulary.Count, HiddenSize = 100 });
    parameters.Randomize(new Random(1));
    var model = new RnnModel<T>(vocabulary, parameters);
    var trainer = new Trainer<T>(model, new AdaGrad<T>(parameters.Architecture), options);
    TrainingResult<T> result = trainer.Train(vocabulary.Encode(text));
    Console.WriteLine($"{typeof(T).Name}: smooth loss {result.SmoothLoss:R} after {result.Updates} updates");

    string path = Path.Combine(Path.GetTempPath(), $"charrnn-{Guid.NewGuid():N}.safetensors");
    try
    {
        model.Save(path);
        RnnModel<T> loaded = RnnModel<T>.Load(path);
        Console.WriteLine($"{typeof(T).Name}: parameters {Fingerprint(loaded.Rnn.Parameters)}, largest weight {loaded.Rnn.Parameters.RecurrentWeights.Enumerate().Max(w => T.Abs(w)):R}");
        Console.WriteLine(new TextGenerator<T>(loaded, new Random(2)).Generate(120));
    }
    finally
    {
        File.Delete(path);
    }
}

static string Fingerprint<T>(RnnParameters<T> parameters)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    foreach (ParameterBlock<T> block in parameters.Blocks)
    {
        hash.AppendData(MemoryMarshal.AsBytes<T>(block.Values));
    }

    return Convert.ToHexString(hash.GetHashAndReset())[..16];
}
