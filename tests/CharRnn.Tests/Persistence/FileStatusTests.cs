using CharRnn.Persistence;

namespace CharRnn.Tests.Persistence;

public sealed class FileStatusTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Of_tells_files_folders_and_what_is_missing()
    {
        File.WriteAllText(_folder["f"], "four");

        FileStatus.Of(_folder["f"]).Kind.Should().Be(FileKind.File);
        FileStatus.Of(_folder["f"]).Length.Should().Be(4);
        FileStatus.Of(_folder.Path).Kind.Should().Be(FileKind.Folder);
        FileStatus.Of(_folder["none"]).Kind.Should().Be(FileKind.Missing);
        FileStatus.Of(_folder["none/none"]).Kind.Should().Be(FileKind.Missing);
    }

    [SkippableOnWindowsFact]
    public void Of_tells_devices_and_pipes_also_through_links()
    {
        File.CreateSymbolicLink(_folder["null"], "/dev/null");
        System.Diagnostics.Process.Start("mkfifo", [_folder["pipe"]]).WaitForExit();

        FileStatus.Of("/dev/null").Kind.Should().Be(FileKind.Device);
        FileStatus.Of(_folder["null"]).Kind.Should().Be(FileKind.Device);
        FileStatus.Of(_folder["pipe"]).Kind.Should().Be(FileKind.Pipe);
    }

    /// <summary>All ways to name a file that exists, and one that does not exist yet.</summary>
    [SkippableOnWindowsTheory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_file_is_the_same_however_it_is_spelled(bool exists)
    {
        Directory.CreateDirectory(_folder["sub"]);
        Directory.CreateSymbolicLink(_folder["folderlink"], _folder["sub"]);
        string file = _folder["sub/f"];
        File.CreateSymbolicLink(_folder["link"], file);
        File.CreateSymbolicLink(_folder["relative"], "sub/f");
        File.CreateSymbolicLink(_folder["twice"], _folder["link"]);
        List<string> names = [file, _folder["sub/./f"], _folder["folderlink/../sub/f"], _folder["folderlink/f"], _folder["link"], _folder["relative"], _folder["twice"]];
        if (exists)
        {
            File.WriteAllText(file, "");
            System.Diagnostics.Process.Start("ln", [file, _folder["hard"]]).WaitForExit();
            names.Add(_folder["hard"]);
        }

        var status = FileStatus.Of(file);
        names.Should().AllSatisfy(name => FileStatus.Of(name).IsSameFileAs(status).Should().BeTrue(name));
        FileStatus.Of(_folder["f"]).IsSameFileAs(status).Should().BeFalse();
        FileStatus.Of(_folder["sub/g"]).IsSameFileAs(status).Should().BeFalse();
    }

    [SkippableOnWindowsFact]
    public void Links_in_a_circle_are_said_to_be()
    {
        File.CreateSymbolicLink(_folder["a"], _folder["b"]);
        File.CreateSymbolicLink(_folder["b"], _folder["a"]);

        FluentActions.Invoking(() => FileStatus.Of(_folder["a"])).Should().Throw<IOException>();
        FluentActions.Invoking(() => AtomicFile.RequireWritable(_folder["a"])).Should().Throw<IOException>();
    }

    [Fact]
    public void A_file_that_no_user_may_write_is_read_only()
    {
        File.WriteAllText(_folder["f"], "");
        FileStatus.Of(_folder["f"]).IsReadOnly.Should().BeFalse();
        File.SetAttributes(_folder["f"], FileAttributes.ReadOnly);

        FileStatus.Of(_folder["f"]).IsReadOnly.Should().BeTrue();

        File.SetAttributes(_folder["f"], FileAttributes.Normal);
    }
}
