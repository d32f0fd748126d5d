namespace FuelGrains.Grains.Stations;

/// <summary>
/// The content of a station's board, from the reports of the site's active connection. When that connection ends, nothing is current any
/// more: pumps become Unknown, and prices stay as last known and are marked.
/// </summary>
public sealed class ForecourtModel(StationId id)
{
    /// <summary>More pumps than the largest forecourt has; a site that names more is broken.</summary>
    public const int MostPumps = 256;

    /// <summary>How far the ledger's time of an unchanged price may lag behind.</summary>
    public static readonly TimeSpan PriceKnownFor = TimeSpan.FromMinutes(10);

    private readonly SortedDictionary<int, Pump> _pumps = [];
    private readonly Dictionary<string, DateTimeOffset> _pricedOnThisConnection = [];
    private ImmutableArray<StationProduct> _products = [];

    public string Name { get; set; } = "";
    public bool Connected { get; private set; }
    public bool Meters { get; private set; }
    public DateTimeOffset? HeardAt { get; private set; }

    public void SetProducts(ImmutableArray<StationProduct> products) => _products = products;

    public void Connect(bool meters)
    {
        Forget();
        (Connected, Meters) = (true, meters);
    }

    public void Disconnect()
    {
        Forget();
        Connected = false;
    }

    public void Heard(DateTimeOffset at) => HeardAt = HeardAt > at ? HeardAt : at;

    public void PriceConfirmed(string product, DateTimeOffset now) => _pricedOnThisConnection[product] = now;

    /// <summary>
    /// Whether a price is to be written: it differs from the known price, or the ledger's time of it is too old. Two thousand sites that
    /// connect at once report prices that hardly ever changed.
    /// </summary>
    public bool IsNews(PriceReport price, DateTimeOffset now) =>
        _products.FirstOrDefault(known => known.Product == price.Product) is not { PricedAt: { } written } known
        || (known.Currency, known.PriceMilli) != (price.Currency, price.PriceMilli)
        || (price.Description.Length > 0 && known.Name != price.Description)
        || now - written >= PriceKnownFor;

    public bool IsNews(ProductReport product) =>
        _products.FirstOrDefault(known => known.Product == product.Product)?.Category != product.Category;

    /// <summary>
    /// Applies a report. Answers the pump whose sale may have begun or ended, so that its transactions are queried; 0 for none.
    /// </summary>
    public int Apply(PumpReport report, DateTimeOffset now)
    {
        if (!_pumps.TryGetValue(report.Pump, out var pump))
        {
            if (_pumps.Count >= MostPumps)
                return 0;
            pump = _pumps[report.Pump] = new();
        }
        var before = pump.State;
        if (before == report.State)
            return 0;
        (pump.State, pump.StateAt) = (report.State, now);
        var running = report.State is PumpState.InUse or PumpState.InTransaction;
        // A new fuelling shows no litres of the one before.
        if (running)
            pump.RanAt = now;
        if (running && before is not (PumpState.InUse or PumpState.InTransaction))
            pump.ClearMeter();
        if (report.State is PumpState.Free or PumpState.Locked or PumpState.OutOfOrder && pump.SaleState is null)
            pump.ClearMeter();
        return report.State == PumpState.ReadyToPay || pump.SaleState is FuelSaleState.Open ? report.Pump : 0;
    }

    public void Apply(MeterReport meter, DateTimeOffset now)
    {
        if (!_pumps.TryGetValue(meter.Pump, out var pump))
            return;
        (pump.Product, pump.VolumeMl, pump.AmountFen, pump.MeteredAt) = (
            meter.Product,
            meter.VolumeMl,
            meter.AmountFen,
            now
        );
    }

    public void Apply(FuelSale sale, DateTimeOffset now)
    {
        if (!_pumps.TryGetValue(sale.Pump.Number, out var pump))
        {
            if (_pumps.Count >= MostPumps)
                return;
            pump = _pumps[sale.Pump.Number] = new() { StateAt = now };
        }
        if (
            sale.State
            is FuelSaleState.Open
                or FuelSaleState.Locked
                or FuelSaleState.Clearing
                or FuelSaleState.UnderReview
        )
        {
            if (sale.Deferred && pump.ShownSale is { } other && other != sale.Id)
                return;
            (pump.ShownSale, pump.SaleState, pump.Product) = (sale.Id, sale.State, sale.Product);
            (pump.VolumeMl, pump.AmountFen, pump.MeteredAt) = (sale.VolumeMl, sale.AmountFen, now);
        }
        else if (pump.ShownSale == sale.Id)
        {
            (pump.ShownSale, pump.SaleState) = (null, null);
            if (sale.State == FuelSaleState.Settled)
                (pump.PaidFen, pump.PaidAt) = (sale.AmountFen, now);
            if (pump.State is not (PumpState.InUse or PumpState.InTransaction))
                pump.ClearMeter();
        }
    }

    public StationBoard Board =>
        new()
        {
            Id = id,
            Name = Name,
            Connected = Connected,
            HeardAt = HeardAt,
            Meters = Meters,
            Prices =
            [
                .. _products
                    .Where(product => product.PriceMilli is not null)
                    .Select(product => new BoardPrice(
                        product.Product,
                        product.Grade,
                        product.Name,
                        product.Category,
                        product.Currency!,
                        product.PriceMilli!.Value,
                        _pricedOnThisConnection.GetValueOrDefault(product.Product, product.PricedAt!.Value),
                        Connected && _pricedOnThisConnection.ContainsKey(product.Product)
                    )),
            ],
            Pumps = [.. _pumps.Select(pump => pump.Value.View(pump.Key))],
        };

    private void Forget()
    {
        _pricedOnThisConnection.Clear();
        foreach (var pump in _pumps.Values)
        {
            pump.State = PumpState.Unknown;
            if (pump.SaleState is null)
                pump.ClearMeter();
        }
    }

    private sealed class Pump
    {
        public PumpState State { get; set; }
        public DateTimeOffset StateAt { get; set; }
        public string? Product { get; set; }
        public long? VolumeMl { get; set; }
        public long? AmountFen { get; set; }
        public DateTimeOffset? MeteredAt { get; set; }
        public FuelSaleId? ShownSale { get; set; }
        public FuelSaleState? SaleState { get; set; }
        public long? PaidFen { get; set; }
        public DateTimeOffset? PaidAt { get; set; }
        public DateTimeOffset? RanAt { get; set; }

        public void ClearMeter() => (Product, VolumeMl, AmountFen, MeteredAt) = (null, null, null, null);

        public BoardPump View(int number) =>
            new(number, State, StateAt, Product, VolumeMl, AmountFen, SaleState, MeteredAt, PaidFen, PaidAt, RanAt);
    }
}
