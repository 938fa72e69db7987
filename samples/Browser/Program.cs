// A page that trains a network and writes with one, without a server.      dotnet run -c Release --project samples/Browser
using CharRnn.Samples.Browser;
using Microsoft.AspNetCore.Components.WebAssembly.Hosting;

var builder = WebAssemblyHostBuilder.CreateDefault(args);
builder.RootComponents.Add<App>("#app");
await builder.Build().RunAsync();
