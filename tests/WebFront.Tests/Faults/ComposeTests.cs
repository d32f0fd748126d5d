using System.Globalization;
using FuelGrains.Tests;
using FuelGrains.WebFront.Tests.Hosting;
using FuelGrains.WeChatSimulator.Hosting;
using FuelGrains.WireClients.Hosting;
using Npgsql;
using Shouldly;
using Xunit;

namespace FuelGrains.WebFront.Tests.Faults;

/// <summary>
/// The cluster that docker-compose.yml describes, as plain processes in Production: its environment blocks with only
/// addresses, ports and the database's whereabouts changed to this machine's.
/// </summary>
public sealed class ComposeTests
{
    private const string AdminPassword = "compose-admin-password";

    // The product's own simulator switch is refused in Production; this one stands where WeChat stands.
    private static readonly SimulatorOptions WeChat = new()
    {
        Urls = $"http://127.0.0.1:{FreePorts.Next()}",
        AppId = "wx0123456789abcdef",
        AppSecret = "compose-app-secret",
    };

    private static readonly SimulatorKeys Keys = new(WeChat);

    private static readonly Dictionary<string, string> Variables = new()
    {
        ["FUELGRAINS_POSTGRES_PASSWORD"] = "compose-postgres-password",
        ["FUELGRAINS_JWT_SIGNING_KEY"] = "compose-signing-key-of-more-than-32-bytes",
        ["FUELGRAINS_ADMIN_PASSWORD"] = AdminPassword,
        ["FUELGRAINS_SEAL_KEY"] = Convert.ToBase64String("compose-seal-key-of-32-bytes-000"u8),
        ["FUELGRAINS_INDEX_KEY"] = Convert.ToBase64String("compose-index-key-of-32-bytes-00"u8),
        ["WECHAT_APP_ID"] = WeChat.AppId!,
        ["WECHAT_APP_SECRET"] = WeChat.AppSecret,
        ["WECHAT_PAY_MERCHANT_ID"] = Keys.MerchantId,
        ["WECHAT_PAY_MERCHANT_SERIAL"] = Keys.Merchant.Serial,
        ["WECHAT_PAY_PRIVATE_KEY"] = Keys.Merchant.Pem.ReplaceLineEndings(" "),
        ["WECHAT_PAY_API_V3_KEY"] = Keys.ApiV3Key,
        ["WECHAT_PAY_NOTIFY_BASE_URL"] = "https://pay.example.com",
    };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_environments_of_docker_compose_make_a_cluster_that_sells()
    {
        var compose = ComposeFile.Read(Variables);
        await using var database = await TestDatabase.CreatePostgresAsync();
        await using var weChat = await Simulator.StartAsync(WeChat, Keys, TimeProvider.System, Cancel);
        var processes = new List<ProductProcess>();
        try
        {
            foreach (var (name, service) in compose.Services.Where(s => s.Value.Build is not null))
                processes.Add(Process(name, service, compose, database, weChat));
            processes.Count.ShouldBe(3, "two silos and a front");
            foreach (var process in processes)
                process.Start();
            foreach (var process in processes)
                await process.UntilReadyAsync(Cancel);

            var front = compose
                .Services.Where(s => s.Value.Build is not null)
                .Select(s => s.Key)
                .ToList()
                .IndexOf("front");
            await BuyAsync(processes[front].Address, new Ledger(database));
        }
        finally
        {
            foreach (var process in processes)
            {
                await process.DisposeAsync();
                if (TestContext.Current.TestState is { Result: TestResult.Failed })
                    TestContext.Current.TestOutputHelper?.WriteLine($"==== {process.Address}\n{process.Output}");
            }
        }
    }

    [Fact]
    public void Without_its_secrets_docker_compose_does_not_start()
    {
        foreach (var secret in Variables.Keys)
            Should
                .Throw<InvalidOperationException>(() =>
                    ComposeFile.Read(Variables.Where(v => v.Key != secret).ToDictionary())
                )
                .Message.ShouldContain(secret);
    }

    private static async Task BuyAsync(Uri front, Ledger ledger)
    {
        using var shop = new Shop(front, "admin", AdminPassword);
        var sale = await shop.PublishFlashSaleAsync(await ledger.AddProductAsync(Cancel), stock: 3, limit: 1, Cancel);
        var buyer = await shop.LogInAsync("u-code-of-wx-login", Cancel);
        var first = (await shop.PlaceAsync(buyer, sale, "first", 1, Cancel)).ShouldBeAccepted();
        var again = await shop.PlaceAsync(buyer, sale, "first", 1, Cancel);
        (again.Status, again.Body, again.Replayed).ShouldBe((201, first.Body, true));
        var order = (await shop.OrdersAsync(buyer, Cancel)).ShouldHaveSingleItem();
        order.Id.ShouldBe(first.As<PlacedReply>().OrderId);
        (await ledger.OrdersAsync(sale, Cancel)).ShouldHaveSingleItem().Customer.ShouldBe(buyer.Id);
    }

    private static ProductProcess Process(
        string name,
        ComposeService service,
        ComposeFile compose,
        TestDatabase database,
        Simulator weChat
    )
    {
        var settings = service.Environment.ToDictionary(e => e.Key, e => (string?)e.Value);
        (
            settings.GetValueOrDefault("ASPNETCORE_ENVIRONMENT") ?? settings.GetValueOrDefault("DOTNET_ENVIRONMENT")
        ).ShouldBe("Production", name);
        settings["ConnectionStrings__Postgres"] = Here(settings["ConnectionStrings__Postgres"]!, compose, database);
        if (service.Build!.Target == "front")
            return ProductProcess.Of(ProductProgram.WebFront, settings);

        service.Build.Target.ShouldBe("silo", name);
        settings["FuelGrains__AdvertisedAddress"]
            .ShouldBe(service.FixedAddress, $"{name} tells the others where it is, and must be there");
        settings["FuelGrains__AdvertisedAddress"] = "127.0.0.1";
        foreach (var (port, free) in ProductSettings.SiloPorts())
        {
            int.Parse(settings[port]!, CultureInfo.InvariantCulture).ShouldBePositive("a container's port is fixed");
            settings[port] = free;
        }
        settings["WeChat__BaseUrl"] = settings["WeChatPay__BaseUrl"] = weChat.Address.ToString();
        return ProductProcess.Of(ProductProgram.Silo, settings);
    }

    // The file's own words must name a service of the file and what that service is set up with.
    private static string Here(string connection, ComposeFile compose, TestDatabase database)
    {
        var there = new NpgsqlConnectionStringBuilder(connection);
        var server = compose.Services[there.Host!].Environment;
        (there.Username, there.Database, there.Password).ShouldBe(
            (server["POSTGRES_USER"], server["POSTGRES_DB"], server["POSTGRES_PASSWORD"])
        );
        var here = new NpgsqlConnectionStringBuilder(database.ConnectionString);
        (there.Host, there.Port, there.Username, there.Password, there.Database) = (
            here.Host,
            here.Port,
            here.Username,
            here.Password,
            here.Database
        );
        return there.ConnectionString;
    }
}
