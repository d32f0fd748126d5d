using System.Collections.Immutable;
using FuelGrains.GrainInterfaces.Customers;
using FuelGrains.GrainInterfaces.Stations;
using FuelGrains.Grains.Stations.Authorisations;
using FuelGrains.Grains.Stations.Sales;
using FuelGrains.Grains.Stations.Sites;
using FuelGrains.Grains.Storage;
using FuelGrains.Grains.Tests.Storage;
using Shouldly;
using Xunit;

namespace FuelGrains.Grains.Tests.Stations;

/// <summary>The station, site and pump of every contract of the forecourt's tables.</summary>
public abstract class ForecourtContract(Func<Task<LedgerFixture>> make) : LedgerContract(make)
{
    private const string Secret = "5f4dcc3b5aa765d61d8327deb882cf99";
    protected StationId Station { get; } = StationId.New(TimeProvider.System);
    protected CustomerId Payer { get; } = new(Guid.NewGuid());

    protected StationStore Stations => new(Fixture.Database, TimeProvider.System);
    protected FuelSaleIntake Intake => new(Fixture.Database, TimeProvider.System);
    protected FuelSaleStore Sales => new(Fixture.Database, TimeProvider.System);
    protected AuthorisationStore Authorisations => new(Fixture.Database, TimeProvider.System);
    protected SiteSecrets Secrets => new(Fixture.Database, TimeProvider.System);
    protected PumpKey Pump => new(Station, 1);

    protected async Task<long> ConnectAsync()
    {
        if (await Stations.FindAsync(Station, Ct) is null)
        {
            await Stations.SaveAsync(
                Station,
                new()
                {
                    Name = "站",
                    City = "杭州",
                    Address = "路",
                    PaymentMethod = "pace",
                },
                "test",
                Ct
            );
            await Secrets.RotateAsync(Station, SiteSecrets.Hash(Secret), "test", Ct);
        }
        return (await Stations.ConnectAsync(Station, SiteSecrets.Hash(Secret), Ct))!.Value;
    }

    protected async Task<Authorisation> RequestAsync()
    {
        var request = Request();
        (await Authorisations.RequestAsync(Pump, request, "CNY", "pace", Ct)).ShouldBeTrue();
        return (await Authorisations.FindAsync(request.Id, Ct))!;
    }

    protected static AuthoriseRequest Request() =>
        new(AuthorisationId.New(TimeProvider.System), new(Guid.NewGuid()), 10_000, ["95"]);

    protected static SiteCommand Command(Authorisation row, SiteCommandKind kind) =>
        new()
        {
            Id = Guid.NewGuid(),
            Kind = kind,
            Pump = row.Pump.Number,
            Authorisation = row.Id,
            Try = row.Version,
        };

    protected static TransactionReport Report(string id) =>
        new()
        {
            Pump = 1,
            SiteTransaction = id,
            Deferred = false,
            Product = "95",
            Currency = "CNY",
            AmountFen = 8_000,
            VatMilli = 13_000,
            VolumeMl = 10_000,
            PriceMilli = 8_000,
            Exact = true,
            VolumeDecimals = 2,
        };
}
