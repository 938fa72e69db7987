namespace CharRnn.Persistence;

/// <summary>Kind of the file that a path refers to, after following symbolic links.</summary>
public enum FileKind
{
    /// <summary>There is no such file, or the path is a link to a file that does not exist.</summary>
    Missing,

    /// <summary>A regular file.</summary>
    File,

    /// <summary>A folder.</summary>
    Folder,

    /// <summary>A device, such as <c>/dev/null</c> or a terminal.</summary>
    Device,

    /// <summary>A pipe, named or not.</summary>
    Pipe,

    /// <summary>A socket or any other kind.</summary>
    Other,
}
