namespace FuelGrains.WebFront.Tests.Stations;

/// <summary>A station made through the back office, with its site's secret and a member of staff of its own.</summary>
public sealed record TestStation(ProductFixture Product, ApiClient Staff, Guid Id, string Secret)
{
    public string Path => $"/api/admin/stations/{Id}";

    public IPumpGrain Pump(int number) => Product.Grains.GetGrain<IPumpGrain>(new PumpKey(new(Id), number).ToString());

    public static async Task<TestStation> CreateAsync(ProductFixture product, string currency = "CNY")
    {
        var staff = product.StaffWith(StaffRoles.Ops);
        var created = await staff.PostAsync(
            "/api/admin/stations",
            new
            {
                name = "滨江大道站",
                city = "杭州",
                address = "江南大道 88 号",
                paymentMethod = "pace",
                currency,
            }
        );
        created.Status.ShouldBe(201, created.Text);
        var station = new TestStation(product, staff, created.Json.GetProperty("id").GetGuid(), "");
        return station with { Secret = await station.NewSecretAsync() };
    }

    public Task<string> NewSecretAsync() => SecretAsync("credentials");

    public Task<string> NewScreenKeyAsync() => SecretAsync("screen-key");

    public async Task<StationBoard> BoardAsync() =>
        (await Product.Grains.GetGrain<IStationGrain>(Id).ForecourtAsync())!.Board;

    public async Task<StationBoard> BoardBecomesAsync(Func<StationBoard, bool> wished, double seconds = 8) =>
        (await Eventually.GetsAsync(TimeSpan.FromSeconds(seconds), BoardAsync, wished)).Value;

    public Task<StationBoard> PumpBecomesAsync(int number, PumpState state) =>
        BoardBecomesAsync(board => State(board, number) == state);

    public static PumpState? State(StationBoard board, int number) =>
        board.Pumps.FirstOrDefault(pump => pump.Number == number)?.State;

    /// <summary>The sales of a pump that are not settled, when there is one at least.</summary>
    public async Task<FuelSale> OnlySaleAsync(int number) =>
        (
            await Eventually.GetsAsync(
                TimeSpan.FromSeconds(20),
                async () => (await Pump(number).ViewAsync()).Sales,
                sales => sales.Length == 1
            )
        ).Value[0];

    private async Task<string> SecretAsync(string what)
    {
        var answer = await Staff.PostAsync($"{Path}/{what}");
        answer.Status.ShouldBe(200, answer.Text);
        return answer.Json.GetProperty("secret").GetString()!;
    }
}
