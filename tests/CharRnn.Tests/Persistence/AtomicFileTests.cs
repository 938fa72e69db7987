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

    [Fact]
    public void Write_over_a_file_that_is_read_only_throws_and_leaves_it()
    {
        File.WriteAllText(_folder["f"], "old");
        File.SetAttributes(_folder["f"], FileAttributes.ReadOnly);
        bool isEnforced = !CanOpen(_folder["f"]);

        Action act = () => AtomicFile.Write(_folder["f"], stream => stream.Write("new"u8));

        if (isEnforced)
        {
            act.Should().Throw<UnauthorizedAccessException>();
            File.ReadAllText(_folder["f"]).Should().Be("old");
        }

        File.SetAttributes(_folder["f"], FileAttributes.Normal);
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

    private static bool CanOpen(string path)
    {
        try
        {
            File.Open(path, FileMode.Open, FileAccess.ReadWrite).Dispose();
            return true;
        }
        catch (UnauthorizedAccessException)
        {
            // Everyone but the administrator ends here.
            return false;
        }
    }
}
