using CharRnn.Cli.Options;

namespace CharRnn.Cli.Sampling;

/// <summary>The options of <see cref="SampleRequest"/>.</summary>
internal static class SampleTable
{
    internal const string Prompt = "--prompt";
    internal const string PromptFile = "--prompt-file";
    internal const string Interactive = "--interactive";
    internal const string Length = "--length";

    private static readonly Requirement<SampleRequest> _notInteractive = new(request => !request.IsInteractive, Interactive) { Refusal = $"cannot be combined with {Interactive}" };

    internal static readonly OptionTable<SampleRequest> All = new(new SampleRequest(),
    [
        Row(Length, "Number of characters to write; the maximum for several texts or a document.",
            OptionFormats.Whole(0), request => request.Length, (request, value) => request with { Length = value }),
        Row(
            Prompt,
            "Text that the network reads first and continues; - for standard input. It is shown before the new text on a screen, but not in redirected output.",
            OptionFormats.Text("text"),
            request => request.Sampling.Prompt,
            (request, value) => request with { Sampling = request.Sampling with { Prompt = value } }) with { Needs = _notInteractive },
        Row(
            PromptFile,
            "Read the prompt from a file of any length, unchanged, including a line break at its end.",
            OptionFormats.File,
            request => request.PromptFile,
            (request, value) => request with { PromptFile = value }) with { Needs = _notInteractive },
        Row("--stop", "Stop early, right after this text has been written.", OptionFormats.Text("text"), request => request.Sampling.StopText, (request, value) => request with { Sampling = request.Sampling with { StopText = value } }),
        Row(
            "--count",
            "Write this number of texts, in parallel. A model that was trained on documents writes documents, separated as in its text: one per line, or with blank lines between them.",
            OptionFormats.Whole(1).OrNone(""),
            request => request.Count,
            (request, value) => request with { Count = value }) with { Default = "one, shown while it is written", Needs = _notInteractive },
        Row("--unique", "Write no text twice.", OptionFormats.Flag, request => request.IsUnique, (request, value) => request with { IsUnique = value }) with { Needs = _notInteractive },
        Row(
            "--not-in",
            "Write no text that is a document of this file (a line, for models of one text), such as the training text.",
            OptionFormats.File,
            request => request.NotIn,
            (request, value) => request with { NotIn = value }) with { Needs = _notInteractive },
        Row("--json", "Write each text as a line of JSON, with its log probability.", OptionFormats.Flag, request => request.IsJson, (request, value) => request with { IsJson = value }) with { Needs = _notInteractive },
        Row(
            "--show",
            "On a screen, colour each character by its surprise, that is, how improbable it was for the network.",
            OptionFormats.Choice<ShownMeasure>(),
            request => request.Shown,
            (request, value) => request with { Shown = value }),
        Row(
            Interactive,
            "Write in turns: a line is a prompt, an empty line continues; :temperature x, :undo, :help. Also works with a pipe.",
            OptionFormats.Flag,
            request => request.IsInteractive,
            (request, value) => request with { IsInteractive = value }),
        .. SamplingTable.All.Rows.Select(row => row.Within<SampleRequest>(request => request.Sampling, (request, value) => request with { Sampling = value })),
        Row("--seed", "Random seed: the same seed gives the same text.", OptionFormats.Whole(0).OrNone(""), request => request.Seed, (request, value) => request with { Seed = value }) with { Default = "another text every time" },
        Row("--threads", "Threads that share a step of the network; 0 chooses. No text depends on it.", OptionFormats.Threads, request => request.ThreadCount, (request, value) => request with { ThreadCount = value }),
    ]);

    private static OptionRow<SampleRequest> Row<TValue>(
        string name, string help, OptionFormat<TValue> format, Func<SampleRequest, TValue> get, Func<SampleRequest, TValue, SampleRequest> set)
        => new OptionRow<SampleRequest, TValue>(name, help, format, get, set);
}
