using System.Collections.Concurrent;
using System.Text.Json;
using FuelGrains.Grains.Ops;
using FuelGrains.Grains.Orders.Gateway;
using FuelGrains.Grains.Tests.Storage;
using FuelGrains.Silo.Orders.Gateway;
using Microsoft.Extensions.Logging;
using Shouldly;
using Xunit;

namespace FuelGrains.Grains.Tests.Orders.Gateway;

/// <summary>A merchant with WeChat's public key and no platform certificates: payments work, and somebody is told once.</summary>
public sealed class MissingCertificatesTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Certificates_that_do_not_exist_are_one_warning_and_one_alarm_and_then_quiet()
    {
        await using var fixture = await WeChatFixture.StartAsync(null, ("WeChatPay:PlatformCertificates", "true"));
        await using var ledger = await LedgerFixture.SqliteAsync();
        await fixture.FaultAsync("certificates", "refuse", new { status = 404, code = "RESOURCE_NOT_EXISTS" });
        var keys = fixture.Part<PlatformKeys>();
        var log = new Lines();
        using var certificates = new PlatformCertificates(
            fixture.Part<WeChatPayWire>(),
            fixture.Part<WeChatPayIdentity>(),
            keys,
            fixture.Time,
            log,
            new AlarmBell(ledger.Database, fixture.Time)
        );
        await certificates.StartAsync(Ct);
        await Until.IsTrueAsync(async () => (await AlarmsAsync(ledger)).Length == 1);
        for (var minute = 0; minute < 5; minute++)
        {
            var before = await FetchesAsync(fixture);
            await Until.IsTrueAsync(async () =>
            {
                // A serial that nobody knows makes the product ask again, a minute later at the soonest.
                fixture.Time.Pass(PlatformCertificates.Rest);
                keys.Find($"{Guid.NewGuid():N}").ShouldBeNull();
                return await FetchesAsync(fixture) > before;
            });
        }
        await certificates.StopAsync(Ct);

        var alarm = (await AlarmsAsync(ledger)).ShouldHaveSingleItem();
        (alarm.Kind, alarm.Seen).ShouldBe(("wechat.certificates", 1));
        alarm.Detail.ShouldContain("HTTP 404");
        log.Written.ShouldHaveSingleItem().ShouldBe(LogLevel.Warning);
        (await fixture.Pay.PrepayAsync(WeChatFixture.Ask(), Ct)).Outcome.ShouldBe(PrepayOutcome.Ready);
    }

    [Fact]
    public async Task A_gateway_that_is_away_raises_no_alarm_and_the_fetch_is_tried_again()
    {
        await using var fixture = await WeChatFixture.StartAsync(null, ("WeChatPay:PlatformCertificates", "true"));
        await using var ledger = await LedgerFixture.SqliteAsync();
        await fixture.FaultAsync("certificates", "system-error");
        var keys = fixture.Part<PlatformKeys>();
        using var certificates = new PlatformCertificates(
            fixture.Part<WeChatPayWire>(),
            fixture.Part<WeChatPayIdentity>(),
            keys,
            fixture.Time,
            new Lines(),
            new AlarmBell(ledger.Database, fixture.Time)
        );
        await certificates.StartAsync(Ct);
        await Until.IsTrueAsync(async () => await FetchesAsync(fixture) > 0);
        await fixture.HealAsync();
        var serial = fixture.Keys.Certificate(0).Serial;
        await Until.IsTrueAsync(() =>
        {
            fixture.Time.Pass(PlatformCertificates.Rest);
            return keys.Find(serial) is not null;
        });
        await certificates.StopAsync(Ct);
        (await AlarmsAsync(ledger)).ShouldBeEmpty();
    }

    private static Task<System.Collections.Immutable.ImmutableArray<GrainInterfaces.Ops.AlarmView>> AlarmsAsync(
        LedgerFixture ledger
    ) => ledger.Database.ReadAsync(session => AlarmTable.ListAsync(session, closed: false, null, 10), Ct);

    private static async Task<int> FetchesAsync(WeChatFixture fixture) =>
        JsonElement.Parse(await fixture.GetAsync("/control/faults"))[0].GetProperty("hits").GetInt32();

    private sealed class Lines : ILogger<PlatformCertificates>
    {
        public ConcurrentQueue<LogLevel> Written { get; } = new();

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        ) => Written.Enqueue(logLevel);
    }
}
