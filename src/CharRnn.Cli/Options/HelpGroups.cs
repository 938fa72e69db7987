using System.CommandLine;
using System.Runtime.CompilerServices;

namespace CharRnn.Cli.Options;

/// <summary>The headings under which the help lists options.</summary>
internal enum HelpGroup
{
    /// <summary>Everything that belongs to no other group; the only one of a command with few options.</summary>
    Options,

    /// <summary>Options for the files that are read and written.</summary>
    Files,

    /// <summary>Options of the network.</summary>
    Network,

    /// <summary>Options for the length of training.</summary>
    Length,

    /// <summary>Loss, optimiser and learning rate.</summary>
    Learning,

    /// <summary>Options for reading the text and holding out parts of it.</summary>
    Data,

    /// <summary>Options of a search.</summary>
    Search,

    /// <summary>Options for samples.</summary>
    Samples,

    /// <summary>Options for the machine and for jobs on other machines.</summary>
    Jobs,
}

/// <summary>Assigns options to the groups of the help.</summary>
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
