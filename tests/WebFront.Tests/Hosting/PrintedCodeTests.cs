using FuelGrains.WebFront.Tests.Stations;
using QRCoder;

namespace FuelGrains.WebFront.Tests.Hosting;

/// <summary>A printed code hangs on a pump for years: it carries the public address, whatever Host the request names.</summary>
public abstract class PrintedCodeTests(ProductFixture product) : WireTests(product)
{
    private const string Team = "/api/teams/ABCDEFGH23/qr.svg?from=1";
    private const string Foreign = "other.example.cn";

    [Fact]
    public async Task Codes_of_pumps_and_teams_carry_the_public_address_whatever_host_and_proxy_ask()
    {
        await using var front = Product.StartFront(
            new() { ["Front:PublicUrl"] = "https://fuel.example.cn/", ["Front:KnownProxies:0"] = "127.0.0.1" }
        );
        var id = await NewStationAsync(front);
        foreach (
            var headers in new Dictionary<string, string>[]
            {
                [],
                new() { ["Host"] = Foreign },
                Proxied,
            }
        )
        {
            (await GetAsync(front, Pump(id), headers)).Text.ShouldHold($"https://fuel.example.cn/drive/{id}/1");
            var team = await GetAsync(front, Team, headers);
            team.Text.ShouldHold("https://fuel.example.cn/group?code=ABCDEFGH23&from=1");
            team.Header("Cache-Control").ShouldBe("public, max-age=86400");
        }
        (await DetailsAsync(front, id)).ShouldBeTrue();
    }

    [Fact]
    public async Task Without_a_public_address_a_code_leads_to_this_process_is_not_kept_and_staff_are_warned()
    {
        await using var front = Product.StartFront(new() { ["Front:KnownProxies:0"] = "127.0.0.1" });
        var id = await NewStationAsync(front);
        foreach (
            var headers in new Dictionary<string, string>[]
            {
                [],
                new() { ["Host"] = Foreign },
            }
        )
        {
            (await GetAsync(front, Pump(id), headers)).Text.ShouldHold(
                new Uri(front.Address, $"/drive/{id}/1").ToString()
            );
            var team = await GetAsync(front, Team, headers);
            team.Text.ShouldHold(new Uri(front.Address, "/group?code=ABCDEFGH23&from=1").ToString());
            team.Header("Cache-Control").ShouldBe("no-store");
        }
        // The proxy that ends TLS is known, so the code is https as the customer's address is.
        (await GetAsync(front, Pump(id), Proxied)).Text.ShouldHold($"https://{front.Address.Authority}/drive/{id}/1");
        (await DetailsAsync(front, id)).ShouldBeFalse();
    }

    [Fact]
    public async Task The_code_of_a_voucher_holds_the_code_alone()
    {
        var customer = Product.NewCustomer();
        var path = $"/api/vouchers/{(await Product.BuyVouchersAsync(customer))[0]}";
        var code = (await customer.GetAsync(path)).ShouldBeOk().Json.GetProperty("code").GetString()!;
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(Product.Address, path + "/qr.svg"));
        request.Headers.Host = Foreign;
        (await customer.SendAsync(request)).Text.ShouldHold(code.Replace("-", "", StringComparison.Ordinal));
    }

    private static Dictionary<string, string> Proxied =>
        new()
        {
            ["Host"] = Foreign,
            ["X-Forwarded-Proto"] = "https",
            ["X-Forwarded-For"] = "203.0.113.7",
            ["X-Forwarded-Host"] = Foreign,
        };

    private static string Pump(Guid station) => $"/api/stations/{station}/pumps/1/qr.svg";

    private async Task<Guid> NewStationAsync(Front front) => (
            await Product
                .At(front, Product.Staff.Token)
                .PostAsync(
                    "/api/admin/stations",
                    new
                    {
                        name = "滨江大道站",
                        city = "杭州",
                        address = "江南大道 88 号",
                    }
                )
        ).ShouldBeAccepted().Json.GetProperty("id").GetGuid();

    private async Task<bool> DetailsAsync(Front front, Guid station) =>
        (await Product.At(front, Product.Staff.Token).GetAsync($"/api/admin/stations/{station}"))
            .ShouldBeOk()
            .Json.GetProperty("codesAreFinal")
            .GetBoolean();

    private async Task<Reply> GetAsync(Front front, string path, Dictionary<string, string> headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(front.Address, path));
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return (await Product.At(front).SendAsync(request)).ShouldBeOk();
    }
}

internal static class PrintedCode
{
    /// <summary>The picture holds this text: each dark module of it is drawn, and none besides.</summary>
    public static void ShouldHold(this string svg, string text)
    {
        using var generator = new QRCodeGenerator();
        using var symbol = generator.CreateQrCode(text, QRCodeGenerator.ECCLevel.M);
        var rows = symbol.ModuleMatrix;
        var dark = Enumerable
            .Range(0, rows.Count)
            .SelectMany(y => Enumerable.Range(0, rows.Count).Where(x => rows[y][x]).Select(x => $"M{x} {y}h1v1h-1z"));
        svg.ShouldContain($"d=\"{string.Concat(dark)}\"", Case.Sensitive, $"The code does not hold {text}.");
    }
}

[Collection(InProcessOnSqlite.Name)]
public sealed class PrintedCodeInProcessOnSqlite(InProcessOnSqlite product) : PrintedCodeTests(product);

[Collection(RemoteOnPostgres.Name)]
public sealed class PrintedCodeRemoteOnPostgres(RemoteOnPostgres product) : PrintedCodeTests(product);
