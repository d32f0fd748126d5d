using System.IO.Compression;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace FuelGrains.WebFront.Tests.Pages.Client;

/// <summary>The customers' client as a web app, below /m/.</summary>
[Collection<CustomerPages>]
public sealed partial class WebAppTests(PagesFixture pages) : PageTest(pages)
{
    [Fact]
    public async Task A_customer_opens_a_sale_by_its_link_logs_in_buys_pays_and_shows_the_voucher()
    {
        var sale = await Api.PublishFlashSaleAsync(Cancel, title: "早十点 95#", stock: 5);
        var alice = await OpenAsync($"/m/#/pages/sale/sale?id={sale}");
        await Expect(alice, "sale-title").ToHaveTextAsync("早十点 95#");
        await Expect(alice, "free").ToHaveTextAsync("5");

        await alice.GetByTestId("go").ClickAsync();
        await alice.GetByTestId("login-name").Locator("input").FillAsync(NewName("alice"));
        await alice.GetByTestId("login-go").ClickAsync();
        await Expect(alice, "order").ToHaveAttributeAsync("data-status", "pendingPayment");
        await alice.GetByTestId("pay").ClickAsync();
        await PressAtWeChatAsync(alice, "pay");

        await Expect(alice, "order").ToHaveAttributeAsync("data-status", PaidOrLater());
        await Expect(alice, "unseen").ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_fault_of_the_page_is_reported_without_what_may_be_personal_and_shows_nothing_to_the_customer()
    {
        Provokes("planted by a test");
        var alice = await OpenAsync("/m/");
        await Expect(alice, "scan").ToBeVisibleAsync();
        var report = await alice.RunAndWaitForResponseAsync(
            () => alice.EvaluateAsync("setTimeout(() => { throw new Error('planted by a test'); })"),
            response => response.Url.EndsWith("/api/client-errors", StringComparison.Ordinal)
        );
        report.Status.ShouldBe(204);
        report.Request.PostData.ShouldNotBeNull().ShouldContain("\"page\":\"pages/home/home\"");
    }

    [Fact]
    public async Task The_page_is_asked_for_at_each_visit_and_what_has_a_hash_in_its_name_never_again()
    {
        using var http = new HttpClient { BaseAddress = Address };
        using var page = await http.GetAsync("/m/", Cancel);
        page.EnsureSuccessStatusCode();
        page.Headers.CacheControl!.NoCache.ShouldBeTrue();
        page.Headers.GetValues("Content-Security-Policy").Single().ShouldContain("script-src 'self'");
        var script = Script().Match(await page.Content.ReadAsStringAsync(Cancel)).Groups[1].Value;
        using var asset = await http.GetAsync(script, Cancel);
        asset.EnsureSuccessStatusCode();
        asset.Headers.CacheControl!.ToString().ShouldBe("public, max-age=31536000, immutable");
        using var old = await http.GetAsync("/m/assets/index-old.js", Cancel);
        ((int)old.StatusCode).ShouldBe(404);
    }

    [Theory]
    [InlineData("br")]
    [InlineData("gzip")]
    public async Task A_script_and_a_style_come_compressed_and_are_what_they_were(string coding)
    {
        using var http = new HttpClient { BaseAddress = Address };
        var page = await http.GetStringAsync("/m/", Cancel);
        foreach (var file in new[] { Script().Match(page).Groups[1].Value, Style().Match(page).Groups[1].Value })
        {
            var plain = await http.GetByteArrayAsync(file, Cancel);
            using var request = new HttpRequestMessage(HttpMethod.Get, file);
            request.Headers.AcceptEncoding.ParseAdd(coding);
            using var answer = await http.SendAsync(request, Cancel);

            answer.Content.Headers.ContentEncoding.ShouldBe([coding]);
            answer.Headers.Vary.ShouldContain("Accept-Encoding");
            answer.Headers.CacheControl!.ToString().ShouldBe("public, max-age=31536000, immutable");
            var sent = await answer.Content.ReadAsByteArrayAsync(Cancel);
            sent.Length.ShouldBeLessThan(plain.Length);
            (await UnpackAsync(sent, coding)).ShouldBe(plain);
        }
    }

    [Fact]
    public async Task An_answer_of_the_API_is_not_compressed()
    {
        using var http = new HttpClient { BaseAddress = Address };
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/flash-sales");
        request.Headers.AcceptEncoding.ParseAdd("br, gzip");
        using var answer = await http.SendAsync(request, Cancel);
        answer.EnsureSuccessStatusCode();
        answer.Content.Headers.ContentEncoding.ShouldBeEmpty();
    }

    private static async Task<byte[]> UnpackAsync(byte[] sent, string coding)
    {
        using var packed = new MemoryStream(sent);
        await using Stream unpacking =
            coding == "br"
                ? new BrotliStream(packed, CompressionMode.Decompress)
                : new GZipStream(packed, CompressionMode.Decompress);
        using var plain = new MemoryStream();
        await unpacking.CopyToAsync(plain, Cancel);
        return plain.ToArray();
    }

    [GeneratedRegex("href=\"(/m/assets/index[^\"]+css)\"")]
    private static partial Regex Style();

    [GeneratedRegex("^(paid|fulfilled)$")]
    private static partial Regex PaidOrLater();

    [GeneratedRegex("src=\"(/m/assets/[^\"]+)\"")]
    private static partial Regex Script();
}
