using FuelGrains.WebFront.Customers;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace FuelGrains.WebFront.Tests.Hosting;

/// <summary>
/// The front as it is shipped (Tokens only names its assembly: silo and front both have a Program), on a real Kestrel on a free port; only
/// clock and log are the test's.
/// </summary>
public sealed class Front : WebApplicationFactory<Tokens>
{
    private readonly Dictionary<string, string> _settings;
    private readonly TestClock _clock;
    private readonly LogLines _log;
    private readonly GrainCalls _calls;
    private readonly Action<IServiceCollection> _services;

    /// <param name="port">0: any free one.</param>
    /// <param name="services">Further services of a test.</param>
    public Front(
        Dictionary<string, string> settings,
        TestClock clock,
        LogLines log,
        GrainCalls calls,
        int port = 0,
        Action<IServiceCollection>? services = null
    )
    {
        (_settings, _clock, _log, _calls) = (settings, clock, log, calls);
        _services = services ?? (_ => { });
        UseKestrel(port);
        StartServer();
        Address = new(
            ClientOptions.BaseAddress.AbsoluteUri.Replace("localhost", "127.0.0.1", StringComparison.Ordinal)
        );
    }

    public Uri Address { get; }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        foreach (var (name, value) in _settings)
            builder.UseSetting(name, value);
        builder.ConfigureLogging(logging => logging.ClearProviders().AddProvider(_log));
        builder.ConfigureServices(services =>
            _services(services.AddTestClock(_clock).AddSingleton<IOutgoingGrainCallFilter>(_calls))
        );
    }
}
