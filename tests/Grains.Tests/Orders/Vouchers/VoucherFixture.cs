using FuelGrains.GrainInterfaces.Customers;
using FuelGrains.GrainInterfaces.Orders.Vouchers;
using FuelGrains.GrainInterfaces.Stations;
using FuelGrains.Grains.Orders.Vouchers;
using FuelGrains.Grains.Stations;
using FuelGrains.Grains.Storage;
using FuelGrains.Grains.Storage.Sealing;
using FuelGrains.Grains.Tests.Campaigns;
using FuelGrains.Grains.Tests.Storage;
using Xunit;

namespace FuelGrains.Grains.Tests.Orders.Vouchers;

/// <summary>Puts vouchers into a ledger and reads them back.</summary>
internal sealed class VoucherFixture(LedgerDatabase ledger)
{
    public static readonly Sealer Sealer = new(SecretKeys.Development);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public ManualTime Time { get; } = new(LedgerFixture.Start);
    public CustomerId Customer { get; } = new(Guid.NewGuid());
    public VoucherHolds Holds => new(ledger, Time);

    public async Task<StationId> StationAsync()
    {
        var id = new StationId(Guid.NewGuid());
        await ledger.WriteAsync(
            s =>
                s.Sql("INSERT INTO stations (id, name, city, address) VALUES (@id, 'S', 'C', 'A')")
                    .With("id", id.Value)
                    .ExecuteAsync(),
            Ct
        );
        return id;
    }

    /// <summary>An issued voucher of thirty litres, or as the test wants it.</summary>
    public async Task<(VoucherId Id, string Code)> AddAsync(
        ProductKind kind = ProductKind.Litres,
        long ml = 30_000,
        int validDays = 30,
        StationId? only = null,
        DateTimeOffset? validFrom = null,
        CustomerId? customer = null
    )
    {
        var (id, code) = (new VoucherId(Guid.CreateVersion7()), VoucherCode.New());
        var litres = kind == ProductKind.Litres ? ml : 0;
        await ledger.WriteAsync(
            session =>
                session
                    .Sql(
                        """
                        INSERT INTO vouchers (id, unit, customer_id, product_id, title, kind, grade, volume_ml, remaining_ml,
                            value_fen, threshold_fen, price_fen, stations, code_index, code_sealed, state, cause,
                            valid_from, valid_to, issued_at, changed_at, revision)
                        VALUES (@id, 0, @customer, @product, 'Thirty litres', @kind, '95#', @ml, @ml,
                            @value, 0, 19900, @stations, @index, @sealed, 0, 1,
                            @from, @to, @from, @from, 1)
                        """
                    )
                    .With("id", id.Value)
                    .With("customer", (customer ?? Customer).Value)
                    .With("product", Guid.NewGuid())
                    .With("kind", (int)kind)
                    .With("ml", litres)
                    .With("value", kind == ProductKind.Yuan ? 5_000L : 0)
                    .With("stations", only is { } station ? StationList.Text([station]) : "")
                    .With("index", VoucherTable.CodeIndex(Sealer, code))
                    .With("sealed", Sealer.Seal(VoucherTable.CodePlace(id), code))
                    .With("from", validFrom ?? LedgerFixture.Start)
                    .With("to", (validFrom ?? LedgerFixture.Start).AddDays(validDays))
                    .ExecuteAsync(),
            Ct
        );
        return (id, code);
    }

    public async Task<VoucherView> FindAsync(VoucherId id) =>
        (await ledger.ReadAsync(s => VoucherQueries.FindAsync(s, id), Ct))!;

    public async Task<(VoucherState State, long RemainingMl, string? Holder)> StateAsync(VoucherId id)
    {
        var voucher = await FindAsync(id);
        return (voucher.State, voucher.RemainingMl, voucher.Holder);
    }

    /// <summary>The volume that a voucher's uses took from it, in millilitres.</summary>
    public Task<long> UsedMlAsync(VoucherId id) =>
        ledger.ReadAsync(
            s =>
                s.Sql("SELECT coalesce(sum(used_ml), 0) FROM voucher_uses WHERE voucher_id = @id")
                    .With("id", id.Value)
                    .FirstAsync(r => r.Sum(0)),
            Ct
        );

    public Task<long> CountAsync(string table, string where = "1 = 1") =>
        ledger.ReadAsync(s => s.Sql($"SELECT count(*) FROM {table} WHERE {where}").FirstAsync(r => r.Long(0)), Ct);
}
