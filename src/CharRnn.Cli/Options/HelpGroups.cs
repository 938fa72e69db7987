using System.CommandLine;
using System.Runtime.CompilerServices;

namespace CharRnn.Cli.Options;

/// <summary>The headings under which the help lists options.</summary>
internal enum HelpGroup
{
    /// <summary>Everything that belongs to no other group; the only one of a command with few options.</summary>
    Options,

    /// <summary>What is read and written.</summary>
    Files,

    /// <summary>What is trained.</summary>
    Network,

    /// <summary>When training ends.</summary>
    Length,

    /// <summary>Loss, optimiser and learning rate.</summary>
    Learning,

    /// <summary>How the text is read, and what is held out.</summary>
    Data,

    /// <summary>What a search tries.</summary>
    Search,

    /// <summary>What is written for the reader.</summary>
    Samples,

    /// <summary>The machine that does the work, and others.</summary>
    Jobs,
}

/// <summary>Attaches to an option where the help lists it.</summary>
internal static class HelpGroups
{
    private static readonly ConditionalWeakTable<Option, Place> _places = [];

    /// <summary>The heading in the help.</summary>
    internal static string Heading(this HelpGroup group) => group switch
    {
        HelpGroup.Length => "How long",
        HelpGroup.Jobs => "Machine and jobs",
        _ => group.ToString(),
    };

    /// <summary>Lists an option under a heading.</summary>
    /// <typeparam name="TOption">The option.</typeparam>
    /// <param name="option">The option.</param>
    /// <param name="group">The heading.</param>
    /// <param name="isUsual">Whether it stands among the usual ones at the top instead.</param>
    internal static TOption In<TOption>(this TOption option, HelpGroup group, bool isUsual = false)
        where TOption : Option
    {
        _places.AddOrUpdate(option, new Place(group, isUsual));
        return option;
    }

    /// <summary>The heading of an option.</summary>
    internal static HelpGroup GroupOf(Option option) => _places.TryGetValue(option, out Place? place) ? place.Group : HelpGroup.Options;

    /// <summary>Whether an option stands at the top.</summary>
    internal static bool IsUsual(Option option) => _places.TryGetValue(option, out Place? place) && place.IsUsual;

    private sealed record Place(HelpGroup Group, bool IsUsual);
}
