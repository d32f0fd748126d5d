using FuelGrains.WeChatSimulator.Customers;
using FuelGrains.WeChatSimulator.Ops;
using FuelGrains.WeChatSimulator.Orders;
using FuelGrains.WeChatSimulator.Orders.Bills;
using FuelGrains.WeChatSimulator.Orders.Refunds;
using FuelGrains.WeChatSimulator.Orders.Shipping;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace FuelGrains.WeChatSimulator.Hosting;

/// <summary>Runs all parts of the simulator on a listener of its own.</summary>
public sealed class Simulator : IAsyncDisposable
{
    /// <summary>Largest request body: no merchant's request is larger, and callbacks are our own requests.</summary>
    private const int MaxRequestBytes = 64 * 1024;

    private readonly WebApplication _app;
    private readonly IAsyncDisposable[] _parts;

    private Simulator(WebApplication app, SimulatorKeys keys, IAsyncDisposable[] parts) =>
        (_app, Keys, _parts) = (app, keys, parts);

    public SimulatorKeys Keys { get; }

    /// <summary>The address on which the simulator listens.</summary>
    public Uri Address => new(_app.Urls.First());

    /// <summary>The product's settings for this simulator, as environment variables.</summary>
    public Dictionary<string, string> Settings => SettingsForProduct.Of(Keys, Address.ToString());

    public static Task<Simulator> StartAsync(SimulatorOptions options, TimeProvider time, CancellationToken ct) =>
        StartAsync(options, new SimulatorKeys(options), time, ct);

    public static async Task<Simulator> StartAsync(
        SimulatorOptions options,
        SimulatorKeys keys,
        TimeProvider time,
        CancellationToken ct
    )
    {
        var clock = new SimulatorClock(time);
        var journal = new Journal(
            options.Journal ?? (options.Folder is { } folder ? Path.Combine(folder, "journal.jsonl") : null),
            clock
        );
        var faults = new FaultBook(clock);
        var limits = new CallLimits(clock);
        var account = new MerchantAccount();
        var signer = new PlatformSigner(keys, clock);
        var coupons = new CouponPlan();
        var book = new TradeBook(options, keys, journal, coupons, account, clock);
        var notifier = new Notifier(options, keys, signer, faults, journal, clock);
        var refunds = new RefundSettlement(options, book, clock);
        var wire = new FaultyWire(faults, limits, signer, new(keys, clock), clock);
        var tokens = new AccessTokens(wire, options, keys, clock);
        var messages = new Messages(wire, options, tokens, journal);

        var app = BuildApp(options);
        new TradeEndpoints(wire, book, keys, journal).Map(app);
        new RefundEndpoints(wire, book).Map(app);
        new CertificateEndpoint(wire, signer, keys, clock).Map(app);
        new PayPage(book, clock).Map(app);
        new BillEndpoints(wire, book, new(), clock).Map(app);
        new LoginEndpoint(wire, keys).Map(app);
        new ShippingEndpoints(wire, book, tokens, keys).Map(app);
        tokens.Map(app);
        messages.Map(app);
        new PhoneNumbers(wire, tokens, keys, clock).Map(app);
        new Control(keys, clock, faults, signer, tokens, messages, book, refunds, notifier, journal).Map(app);
        new ShippingControl(book).Map(app);
        new MerchantControl(account, limits, book).Map(app);
        new MoneyControl(keys, book, coupons, refunds, notifier, new(keys, signer, notifier, clock), clock).Map(app);

        var (untold, untoldRefunds, open) = book.Recall(journal.Recall());
        book.Paid = trade => notifier.Start(book.Locked(() => Notification.OfPayment(trade)));
        book.Ended = refund => notifier.Start(book.Locked(() => Notification.OfRefund(refund, keys.MerchantId)));
        book.Accepted = refunds.Start;
        await app.StartAsync(ct);
        untold.ForEach(book.Paid);
        untoldRefunds.ForEach(book.Ended);
        open.ForEach(book.Accepted);
        return new(app, keys, [app, refunds, notifier, journal]);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var part in _parts)
            await part.DisposeAsync();
    }

    private static WebApplication BuildApp(SimulatorOptions options)
    {
        // The empty builder reads no settings: inside the product's process it would listen on the product's port.
        var builder = WebApplication.CreateEmptyBuilder(
            new WebApplicationOptions
            {
                ApplicationName = "FuelGrains.WeChatSimulator",
                ContentRootPath = AppContext.BaseDirectory,
            }
        );
        builder
            .WebHost.UseKestrelCore()
            .ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = MaxRequestBytes)
            .UseUrls(options.Urls);
        builder.Services.AddRoutingCore();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.UseRouting();
        return app;
    }
}
