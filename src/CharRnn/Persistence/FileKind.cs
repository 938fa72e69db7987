namespace CharRnn.Persistence;

/// <summary>What a path stands for, symbolic links followed.</summary>
public enum FileKind
{
    /// <summary>There is nothing, or a link to nothing.</summary>
    Missing,

    /// <summary>A regular file.</summary>
    File,

    /// <summary>A folder.</summary>
    Folder,

    /// <summary>A device, such as <c>/dev/null</c> or a terminal.</summary>
    Device,

    /// <summary>A pipe, named or not.</summary>
    Pipe,

    /// <summary>A socket or anything else that is not one of the above.</summary>
    Other,
}
