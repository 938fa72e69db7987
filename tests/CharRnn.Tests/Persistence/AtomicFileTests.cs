using CharRnn.Persistence;

namespace CharRnn.Tests.Persistence;

public sealed class AtomicFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Write_replaces_the_file_and_leaves_no_other()
    {
        AtomicFile.Write(_folder["f"], stream => stream.Write("old"u8));
        AtomicFile.Write(_folder["f"], stream => stream.Write("new"u8));

        File.ReadAllText(_folder["f"]).Should().Be("new");
        _folder.Names.Should().Equal("f");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(10)]
    [InlineData(1_000_000)]
    public void Write_that_fails_keeps_the_old_file_and_leaves_no_other(int bytesBefore)
    {
        AtomicFile.Write(_folder["f"], stream => stream.Write("old"u8));

        Action act = () => AtomicFile.Write(_folder["f"], stream =>
        {
            stream.Write(new byte[bytesBefore]);
            throw new IOException("No space left on device");
        });

        act.Should().Throw<IOException>().WithMessage("No space left on device");
        File.ReadAllText(_folder["f"]).Should().Be("old");
        _folder.Names.Should().Equal("f");
    }

    [Fact]
    public void Write_that_fails_for_the_first_time_leaves_nothing()
    {
        FluentActions.Invoking(() => AtomicFile.Write(_folder["f"], _ => throw new InvalidOperationException())).Should().Throw<InvalidOperationException>();

        _folder.Names.Should().BeEmpty();
    }

    [Fact]
    public void Until_the_write_is_done_readers_see_the_old_file()
    {
        AtomicFile.Write(_folder["f"], stream => stream.Write("old"u8));
        string seen = "";

        AtomicFile.Write(_folder["f"], stream =>
        {
            stream.Write("new"u8);
            stream.Flush();
            seen = File.ReadAllText(_folder["f"]);
        });

        seen.Should().Be("old");
    }

    [Fact]
    public void Write_to_a_folder_or_into_a_missing_one_says_so()
    {
        FluentActions.Invoking(() => AtomicFile.Write(_folder.Path, _ => { })).Should().Throw<UnauthorizedAccessException>().WithMessage("*is a folder*");
        FluentActions.Invoking(() => AtomicFile.Write(_folder["none/f"], _ => { })).Should().Throw<DirectoryNotFoundException>().WithMessage("*none' does not exist*");
        _folder.Names.Should().BeEmpty();
    }

    [SkippableOnWindowsFact]
    public void Write_to_a_socket_says_that_it_is_no_file()
    {
        using var socket = new System.Net.Sockets.Socket(System.Net.Sockets.AddressFamily.Unix, System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Unspecified);
        socket.Bind(new System.Net.Sockets.UnixDomainSocketEndPoint(_folder["socket"]));

        FluentActions.Invoking(() => AtomicFile.RequireWritable(_folder["socket"])).Should().Throw<UnauthorizedAccessException>().WithMessage("*socket' is neither a file nor*");
        FluentActions.Invoking(() => AtomicFile.Write(_folder["socket"], _ => { })).Should().Throw<UnauthorizedAccessException>();
        _folder.Names.Should().Equal("socket");
    }

    /// <summary>Also for an administrator, whom the system would let write.</summary>
    [Fact]
    public void Write_over_a_file_that_is_read_only_is_refused_before_and_after_the_work()
    {
        File.WriteAllText(_folder["f"], "old");
        File.SetAttributes(_folder["f"], FileAttributes.ReadOnly);

        FluentActions.Invoking(() => AtomicFile.RequireWritable(_folder["f"])).Should().Throw<UnauthorizedAccessException>().WithMessage("*permissions*");
        FluentActions.Invoking(() => AtomicFile.Write(_folder["f"], stream => stream.Write("new"u8))).Should().Throw<UnauthorizedAccessException>();
        FluentActions.Invoking(() => AtomicFile.Begin(_folder["f"], _ => { })).Should().Throw<UnauthorizedAccessException>();
        FluentActions.Invoking(() => AtomicFile.Continue(_folder["f"])).Should().Throw<UnauthorizedAccessException>();

        File.ReadAllText(_folder["f"]).Should().Be("old");
        _folder.Names.Should().Equal("f");
        File.SetAttributes(_folder["f"], FileAttributes.Normal);
    }

    [SkippableOnWindowsTheory]
    [InlineData(UnixFileMode.UserRead | UnixFileMode.UserWrite)]
    [InlineData(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite)]
    [InlineData(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupRead)]
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    public void Permissions_of_a_file_survive_its_replacement(UnixFileMode mode)
    {
        File.WriteAllText(_folder["f"], "old");
        File.SetUnixFileMode(_folder["f"], mode);

        AtomicFile.Write(_folder["f"], stream =>
        {
            File.GetUnixFileMode(Directory.GetFiles(_folder.Path, "*.tmp").Single()).Should().Be(mode, "the new content is as private as the old");
            stream.Write("new"u8);
        });
        File.GetUnixFileMode(_folder["f"]).Should().Be(mode);

        AtomicFile.Begin(_folder["f"], stream => stream.Write("begun"u8)).Dispose();
        File.GetUnixFileMode(_folder["f"]).Should().Be(mode);
        File.ReadAllText(_folder["f"]).Should().Be("begun");
    }

    [SkippableOnWindowsFact]
    public void Write_through_a_link_to_a_file_that_does_not_exist_makes_that_file()
    {
        File.CreateSymbolicLink(_folder["link"], _folder["f"]);
        AtomicFile.RequireWritable(_folder["link"]);

        AtomicFile.Write(_folder["link"], stream => stream.Write("new"u8));

        File.ReadAllText(_folder["f"]).Should().Be("new");
        new FileInfo(_folder["link"]).LinkTarget.Should().NotBeNull();
    }

    [SkippableOnWindowsFact]
    public void A_link_into_a_folder_that_does_not_exist_is_found_out_before_the_work()
    {
        File.CreateSymbolicLink(_folder["link"], _folder["none/f"]);

        FluentActions.Invoking(() => AtomicFile.RequireWritable(_folder["link"])).Should().Throw<DirectoryNotFoundException>();
    }

    [SkippableOnWindowsFact]
    public async Task Write_to_a_pipe_leaves_it_a_pipe_and_reaches_its_reader()
    {
        System.Diagnostics.Process.Start("mkfifo", [_folder["pipe"]]).WaitForExit();
        AtomicFile.RequireWritable(_folder["pipe"]);
        Task<string> reader = Task.Run(() => File.ReadAllText(_folder["pipe"]));

        AtomicFile.Write(_folder["pipe"], stream => stream.Write("new"u8));

        (await reader.WaitAsync(TimeSpan.FromSeconds(30))).Should().Be("new");
        FileStatus.Of(_folder["pipe"]).Kind.Should().Be(FileKind.Pipe);
    }

    [Fact]
    public void A_name_as_long_as_the_file_system_allows_can_be_written()
    {
        string path = _folder[new string('é', 100) + new string('x', 55)];
        AtomicFile.RequireWritable(path);

        AtomicFile.Write(path, stream => stream.Write("new"u8));

        File.ReadAllText(path).Should().Be("new");
    }

    [Fact]
    public void Begin_keeps_the_old_file_until_the_first_content_is_complete_and_goes_on_behind_it()
    {
        File.WriteAllText(_folder["f"], "old");
        using (FileStream stream = AtomicFile.Begin(_folder["f"], stream =>
        {
            stream.Write("first\n"u8);
            ReadShared(_folder["f"]).Should().Be("old");
        }))
        {
            ReadShared(_folder["f"]).Should().Be("first\n");
            stream.Write("second\n"u8);
            stream.Flush();
            ReadShared(_folder["f"]).Should().Be("first\nsecond\n");
        }

        _folder.Names.Should().Equal("f");
    }

    [Fact]
    public void Begin_that_fails_keeps_the_old_file_and_leaves_no_other()
    {
        File.WriteAllText(_folder["f"], "old");

        FluentActions.Invoking(() => AtomicFile.Begin(_folder["f"], _ => throw new IOException("full"))).Should().Throw<IOException>();

        File.ReadAllText(_folder["f"]).Should().Be("old");
        _folder.Names.Should().Equal("f");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_second_writer_that_appends_is_refused_until_the_first_has_ended(bool begins)
    {
        using (FileStream first = begins ? AtomicFile.Begin(_folder["f"], _ => { }) : AtomicFile.Continue(_folder["f"]))
        {
            foreach (Action act in (Action[])[() => AtomicFile.Begin(_folder["f"], _ => { }).Dispose(), () => AtomicFile.Continue(_folder["f"]).Dispose()])
            {
                AtomicFile.IsInUse(act.Should().Throw<IOException>().Which).Should().BeTrue();
            }
        }

        AtomicFile.Continue(_folder["f"]).Dispose();
        AtomicFile.Begin(_folder["f"], _ => { }).Dispose();
    }

    [Fact]
    public void Write_to_a_device_leaves_it_a_device()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        AtomicFile.Write("/dev/null", stream => stream.Write("new"u8));

        new FileInfo("/dev/null").Length.Should().Be(0);
        File.ReadAllText("/dev/null").Should().BeEmpty();
    }

    [Fact]
    public void Write_through_a_link_replaces_what_it_points_to()
    {
        File.WriteAllText(_folder["f"], "old");
        File.CreateSymbolicLink(_folder["link"], _folder["f"]);

        AtomicFile.Write(_folder["link"], stream => stream.Write("new"u8));

        File.ReadAllText(_folder["f"]).Should().Be("new");
        new FileInfo(_folder["link"]).LinkTarget.Should().NotBeNull();
    }

    [Fact]
    public void Write_removes_what_a_killed_writer_of_the_same_file_left_but_nothing_else()
    {
        DateTime old = DateTime.UtcNow.AddHours(-1);
        foreach (string name in (string[])[".f.0123abcd.tmp", ".g.0123abcd.tmp", ".f.notes.tmp", "f.tmp"])
        {
            File.WriteAllText(_folder[name], "");
            File.SetLastWriteTimeUtc(_folder[name], old);
        }

        File.WriteAllText(_folder[".f.89abcdef.tmp"], "being written");

        AtomicFile.Write(_folder["f"], stream => stream.Write("new"u8));

        _folder.Names.Should().Equal(".f.89abcdef.tmp", ".f.notes.tmp", ".g.0123abcd.tmp", "f", "f.tmp");
    }

    [Fact]
    public async Task Writes_of_many_threads_to_one_file_leave_the_whole_content_of_one()
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(writer => Task.Run(() =>
        {
            byte[] content = new byte[100_000];
            content.AsSpan().Fill((byte)writer);
            for (int i = 0; i < 20; i++)
            {
                AtomicFile.Write(_folder["f"], stream => stream.Write(content));
            }
        })));

        byte[] result = await File.ReadAllBytesAsync(_folder["f"]);
        result.Should().HaveCount(100_000);
        result.AsSpan().IndexOfAnyExcept(result[0]).Should().Be(-1);
        _folder.Names.Should().Equal("f");
    }

    private static string ReadShared(string path)
    {
        using var reader = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
        return reader.ReadToEnd();
    }
}
