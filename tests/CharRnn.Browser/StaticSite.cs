using System.Net;

namespace CharRnn.Browser;

/// <summary>Serves a folder of files on this machine like a static host: below a path, without rewriting rules.</summary>
internal sealed class StaticSite : IDisposable
{
    private static readonly Dictionary<string, string> _types = new()
    {
        [".html"] = "text/html; charset=utf-8",
        [".css"] = "text/css",
        [".js"] = "text/javascript",
        [".json"] = "application/json",
        [".wasm"] = "application/wasm",
    };

    private readonly HttpListener _listener = new();
    private readonly string _folder;

    internal StaticSite(string folder)
    {
        _folder = Path.GetFullPath(folder);
        for (int tries = 0; ; tries++)
        {
            Address = $"http://127.0.0.1:{Random.Shared.Next(20_000, 60_000)}/somewhere/";
            try
            {
                _listener.Prefixes.Clear();
                _listener.Prefixes.Add(Address);
                _listener.Start();
                break;
            }
            catch (HttpListenerException) when (tries < 20)
            {
                // Another program uses this port.
            }
        }

        _ = Task.Run(ServeAsync);
    }

    internal string Address { get; }

    /// <summary>The number of bytes of all responses so far.</summary>
    internal long BytesSent { get; private set; }

    public void Dispose() => _listener.Close();

    private async Task ServeAsync()
    {
        while (_listener.IsListening)
        {
            try
            {
                HttpListenerContext context = await _listener.GetContextAsync();
                string name = Uri.UnescapeDataString(context.Request.Url!.AbsolutePath["/somewhere/".Length..]);
                string path = Path.Combine(_folder, name.Length == 0 ? "index.html" : name);
                if (File.Exists(path) && Path.GetFullPath(path).StartsWith(_folder, StringComparison.Ordinal))
                {
                    byte[] content = await File.ReadAllBytesAsync(path);
                    context.Response.ContentType = _types.GetValueOrDefault(Path.GetExtension(path), "application/octet-stream");
                    context.Response.ContentLength64 = content.Length;
                    await context.Response.OutputStream.WriteAsync(content);
                    BytesSent += content.Length;
                }
                else
                {
                    context.Response.StatusCode = 404;
                }

                context.Response.Close();
            }
            catch (Exception exception) when (exception is HttpListenerException or ObjectDisposedException or IOException)
            {
                // The browser has disconnected, or the site is closed.
            }
        }
    }
}
