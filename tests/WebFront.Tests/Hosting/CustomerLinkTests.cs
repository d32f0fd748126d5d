namespace FuelGrains.WebFront.Tests.Hosting;

/// <summary>The addresses of printed codes, shared links and messages lead a browser to the customers' one client.</summary>
[Collection(InProcessOnSqlite.Name)]
public sealed class CustomerLinkTests(InProcessOnSqlite product) : WireTests(product)
{
    private const string Public = "https://fuel.example.cn";
    private const string Link = "/vouchers/0190a1b2-0000-7000-8000-000000000001?from=1";

    [Fact]
    public async Task Where_the_web_app_is_served_a_link_leads_into_it_with_the_public_address_whatever_host_asks()
    {
        await using var front = Product.StartFront(new() { ["Front:PublicUrl"] = Public });
        using var response = await GetAsync(front, Link, host: "other.example.cn");

        ((int)response.StatusCode).ShouldBe(302);
        response.Headers.CacheControl!.NoCache.ShouldBeTrue();
        response.Headers.Location!.OriginalString.ShouldBe(
            "/m/#/pages/open/open?q=" + Uri.EscapeDataString(Public + Link)
        );
    }

    [Fact]
    public async Task A_link_that_is_longer_than_a_code_holds_leads_to_the_start()
    {
        await using var front = Product.StartFront(new() { ["Front:PublicUrl"] = Public });
        using var response = await GetAsync(front, $"{Link}&x={new string('x', 300)}");

        response.Headers.Location!.OriginalString.ShouldBe(
            "/m/#/pages/open/open?q=" + Uri.EscapeDataString(Public + "/")
        );
    }

    [Fact]
    public async Task Where_there_is_no_simulator_a_browser_reads_a_code_that_opens_the_same_page_in_the_mini_program()
    {
        await using var front = Product.StartFront(
            new() { ["Front:PublicUrl"] = Public, ["WeChat:Simulator"] = "false" }
        );
        using var page = await GetAsync(front, Link);

        ((int)page.StatusCode).ShouldBe(200);
        page.Content.Headers.ContentType!.ToString().ShouldBe("text/html; charset=utf-8");
        (await page.Content.ReadAsStringAsync(Ct)).ShouldHold(Public + Link);
        foreach (var webApp in new[] { "/m", "/m/", "/m/index.html" })
        {
            using var missing = await GetAsync(front, webApp);
            ((int)missing.StatusCode).ShouldBe(404, webApp);
        }
    }

    private static async Task<HttpResponseMessage> GetAsync(Front front, string path, string? host = null)
    {
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false });
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(front.Address, path));
        request.Headers.Host = host;
        return await http.SendAsync(request, Ct);
    }
}
