using System.CommandLine;
using System.CommandLine.Parsing;
using System.Diagnostics.CodeAnalysis;

namespace CharRnn.Cli.Options;

/// <summary>Where a setting is mentioned: in the model file, and in the command line that repeats a run.</summary>
internal enum Mention
{
    /// <summary>Only where it is not the default.</summary>
    IfChanged,

    /// <summary>In every model file; in a command line where it is not the default.</summary>
    InFile,

    /// <summary>In every model file and every command line.</summary>
    Always,

    /// <summary>In no model file; in a command line where it is not the default. It does not make a run another run.</summary>
    InCommand,
}

/// <summary>The condition on other settings under which an option has an effect.</summary>
/// <param name="Holds">Whether they are so.</param>
/// <param name="Condition">The option that fulfils it, such as <c>--schedule step</c>.</param>
internal sealed record Requirement<TSettings>(Func<TSettings, bool> Holds, string Condition)
{
    /// <summary>The rest of the sentence that begins with the option's name, for settings that are not so.</summary>
    internal string Refusal { get; init; } = $"is an option of {Condition}";
}

/// <summary>
/// The complete definition of an option and its setting. A row creates the option, reads it, writes its value into files and command lines, compares
/// it on <c>--resume</c>, and determines when it applies.
/// </summary>
/// <typeparam name="TSettings">What the setting belongs to.</typeparam>
/// <param name="Name">With its hyphens, such as <c>--learning-rate</c>.</param>
/// <param name="Help">The help text without the default.</param>
internal abstract record OptionRow<TSettings>(string Name, string Help)
{
    /// <summary>The default in the help; null: that of the default settings.</summary>
    internal string? Default { get; init; }

    /// <summary>Another name, such as <c>-o</c>.</summary>
    internal string[] Aliases { get; init; } = [];

    /// <summary>The heading of its column in a table of runs; null: its name without hyphens.</summary>
    internal string? Column { get; init; }

    internal Mention Mention { get; init; }

    /// <summary>Where the help lists the option.</summary>
    internal HelpGroup Group { get; init; }

    /// <summary>Whether the help lists it among the usual ones, at the top.</summary>
    internal bool IsUsual { get; init; }

    /// <summary>Null: the option always has an effect.</summary>
    internal Requirement<TSettings>? Needs { get; init; }

    /// <summary>Whether the option must be given wherever <see cref="Needs"/> holds.</summary>
    internal bool IsRequired { get; init; }

    /// <summary>Whether a resumed run may have another value than before.</summary>
    internal bool MayChange { get; init; }

    /// <summary>Whether a search takes it, the same for all trials.</summary>
    internal bool IsInSearch { get; init; } = true;

    /// <summary>The key of the option in files, such as <c>learning_rate</c>.</summary>
    internal string Key => Name[2..].Replace('-', '_');

    /// <summary>Whether the option takes no value.</summary>
    internal abstract bool IsFlag { get; }

    /// <summary>All that can be typed, where that is a few words.</summary>
    internal abstract IReadOnlyList<string> Words { get; }

    internal string Heading => Column ?? Name[2..].Replace('-', ' ');

    /// <summary>A new option for one command.</summary>
    /// <param name="defaults">Whose value the help shows where <see cref="Default"/> is null.</param>
    internal abstract Option CreateOption(TSettings defaults);

    /// <summary>The settings with the typed value; as they are where the option is not given.</summary>
    internal abstract TSettings Apply(ParseResult result, TSettings settings);

    /// <summary>The settings with the value of a text that <see cref="Text"/> has written.</summary>
    /// <returns>False when the text is no such value.</returns>
    internal abstract bool TryApply(string text, TSettings settings, [MaybeNullWhen(false)] out TSettings changed);

    /// <summary>The value as it is typed; true or false for a flag.</summary>
    internal abstract string Text(TSettings settings);

    /// <summary>The text of the option on the command line: name and value, or the name of a flag.</summary>
    internal abstract string Typed(TSettings settings);

    /// <summary>The same option for settings that contain these.</summary>
    internal abstract OptionRow<TOuter> Within<TOuter>(Func<TOuter, TSettings> get, Func<TOuter, TSettings, TOuter> set);

    /// <summary>Whether the option has an effect with these settings.</summary>
    internal bool AppliesTo(TSettings settings) => Needs?.Holds(settings) ?? true;

    /// <summary>Whether the option was typed.</summary>
    internal bool IsGiven(ParseResult result) => Find(result) is not null;

    /// <summary>The typed value of the option, as it was typed; empty for a flag.</summary>
    internal string Tokens(ParseResult result) => string.Join(' ', Find(result)?.Tokens.Select(token => token.Value) ?? []);

    /// <summary>The parser's result for the option; null when it was not typed.</summary>
    private protected OptionResult? Find(ParseResult result)
        => result.CommandResult.Command.Options.FirstOrDefault(option => option.Name == Name) is { } option && result.GetResult(option) is { Implicit: false } found ? found : null;
}

/// <inheritdoc/>
/// <typeparam name="TSettings">What the setting belongs to.</typeparam>
/// <typeparam name="TValue">The setting.</typeparam>
/// <param name="Name">The name with its hyphens.</param>
/// <param name="Help">The help text without the default.</param>
/// <param name="Format">How a value is typed and printed.</param>
/// <param name="Get">The value in some settings.</param>
/// <param name="Set">The settings with another value.</param>
internal sealed record OptionRow<TSettings, TValue>(
    string Name, string Help, OptionFormat<TValue> Format, Func<TSettings, TValue> Get, Func<TSettings, TValue, TSettings> Set)
    : OptionRow<TSettings>(Name, Help)
{
    internal override bool IsFlag => Format.IsFlag;

    internal override IReadOnlyList<string> Words => Format.Words;

    internal override Option CreateOption(TSettings defaults)
    {
        string text = Default ?? (Format.IsFlag ? "" : Text(defaults));
        return Format.CreateOption(Name, text.Length == 0 ? Help : $"{Help} [default: {text}]", Aliases).In(Group, IsUsual);
    }

    internal override TSettings Apply(ParseResult result, TSettings settings)
        => Find(result) is { } found ? Set(settings, found.GetValueOrDefault<TValue>()!) : settings;

    internal override bool TryApply(string text, TSettings settings, [MaybeNullWhen(false)] out TSettings changed)
    {
        bool isValue = Format.TryRead(text, out TValue? value);
        changed = isValue ? Set(settings, value!) : default;
        return isValue;
    }

    internal override string Text(TSettings settings) => Format.Write(Get(settings));

    internal override string Typed(TSettings settings) => Format.IsFlag ? Name : $"{Name} {Text(settings)}";

    internal override OptionRow<TOuter> Within<TOuter>(Func<TOuter, TSettings> get, Func<TOuter, TSettings, TOuter> set)
        => new OptionRow<TOuter, TValue>(Name, Help, Format, outer => Get(get(outer)), (outer, value) => set(outer, Set(get(outer), value)))
        {
            Default = Default,
            Aliases = Aliases,
            Column = Column,
            Mention = Mention,
            Group = Group,
            IsUsual = IsUsual,
            Needs = Needs is { } needs ? new Requirement<TOuter>(outer => needs.Holds(get(outer)), needs.Condition) { Refusal = needs.Refusal } : null,
            IsRequired = IsRequired,
            MayChange = MayChange,
            IsInSearch = IsInSearch,
        };
}
