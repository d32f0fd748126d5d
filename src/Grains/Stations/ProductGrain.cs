using System.Globalization;
using FuelGrains.Grains.Storage;

namespace FuelGrains.Grains.Stations;

/// <summary>A product. The grain is the only writer of the product's row.</summary>
public sealed class ProductGrain(LedgerDatabase ledger, TimeProvider time) : Grain, IProductGrain
{
    public Task RegisterAsync(ProductView product) =>
        ledger.WriteAsync(session => ProductTable.WriteAsync(session, Own(product)));

    public Task<ProductChange> ChangeAsync(ProductView product, string staff) =>
        ledger.WriteAsync(async session =>
        {
            foreach (var station in product.Unit.Stations)
                if (!await StationTable.ExistsAsync(session, station))
                    return ProductChange.UnknownStation;
            var own = Own(product);
            var before = await ProductTable.FindAsync(session, own.Id);
            await ProductTable.WriteAsync(session, own);
            await AuditTable.AddAsync(
                session,
                time,
                staff,
                before is null ? "product.create" : "product.change",
                own.Id.ToString(),
                before is null ? Text(own) : $"{Text(before)} -> {Text(own)}"
            );
            return before is null ? ProductChange.Created : ProductChange.Changed;
        });

    private ProductView Own(ProductView product) => product with { Id = new(this.GetPrimaryKey()) };

    private static string Text(ProductView p) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{p.Name}: {p.Unit.Kind} {p.Unit.Grade} {p.Unit.VolumeMl} ml, {p.Unit.ValueFen} fen from {p.Unit.ThresholdFen}, "
                + $"{p.Unit.ValidDays} days, at [{StationList.Text(p.Unit.Stations)}]"
        );
}
