#:sdk Microsoft.NET.Sdk.Web
#:property PublishAot=false
#:project ../src/CharRnn/CharRnn.csproj
// Text over HTTP while it is generated, until the client disconnects.      dotnet run -c Release samples/StreamingServer.cs [MODEL]
//     curl -N 'http://localhost:5000/write?prompt=The%20mill&length=400&temperature=0.7'

using System.Text;
using CharRnn;
using CharRnn.Optimization;
using CharRnn.Training;

RnnModel<float> model = args.Length > 0 && File.Exists(args[0]) ? RnnModel<float>.Load(args[0]) : Learn();
WebApplication app = WebApplication.CreateBuilder(args).Build();

// One model serves all requests. Each request has its own generator with its own state and random numbers, and one thread,
// because the other processors serve other requests.
app.MapGet("/write", (HttpContext context, string? prompt, int? length, double? temperature, int? seed) =>
{
    try
    {
        var options = new SamplingOptions { Prompt = prompt ?? "", Temperature = temperature ?? 0.7 };
        var random = seed is { } given ? new Random(given) : new Random();
        var generator = new TextGenerator<float>(model, random) { ThreadCount = 1 };
        IEnumerable<Rune> characters = generator.Stream(options).Take(length ?? 1000);
        return Results.Stream(body => WriteAsync(body, characters, context.RequestAborted), "text/plain; charset=utf-8");
    }
    catch (ArgumentException wrong)
    {
        // A character that the model does not know, or a temperature below zero: the message says which.
        return Results.Problem(wrong.Message, statusCode: StatusCodes.Status400BadRequest);
    }
});
app.Run();

static async Task WriteAsync(Stream body, IEnumerable<Rune> characters, CancellationToken aborted)
{
    byte[] utf8 = new byte[4];
    foreach (Rune character in characters)
    {
        aborted.ThrowIfCancellationRequested();
        await body.WriteAsync(utf8.AsMemory(0, character.EncodeToUtf8(utf8)), aborted);
        if (Rune.IsWhiteSpace(character))
        {
            await body.FlushAsync(aborted);
        }
    }
}

static RnnModel<float> Learn()
{
    string text = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "story.txt"));
    var vocabulary = Vocabulary.FromText(text);
    var parameters = new RnnParameters<float>(new() { VocabularySize = vocabulary.Count, HiddenSize = 100 });
    parameters.RandomizeScaled(new Random(1));
    var learned = new RnnModel<float>(vocabulary, parameters);
    new Trainer<float>(learned, new AdaGrad<float>(parameters.Architecture, initialAccumulator: 10), new() { Epochs = 3 }).Train(vocabulary.Encode(text));
    return learned;
}
