using System.Text;

namespace FuelGrains.WebFront.Tests.Stations.OpenFsc;

/// <summary>The protocol's errors: the code that the specification names, and QUIT for a client that does not stop.</summary>
public abstract class OpenFscErrorTests(ProductFixture product) : WireTests(product)
{
    [Theory]
    [InlineData("C1 PRICE 95 LTR CNY 7.89 x", "C1 ERR 403")]
    [InlineData("C1 LOCKEDPUMP 1 9eb56d5e-6563-430a-9d39-5ddf567e73d5 aborted", "C1 ERR 403")]
    [InlineData("C1 PUSH", "C1 ERR 405")]
    [InlineData("C1 TRANSACTIONINFO x PAN 1", "C1 ERR 405")]
    [InlineData("C1 HEARTBEAT 2019-11-13T07:00:04Z", "C1 ERR 405")]
    [InlineData("C1 CHARSET EBCDIC", "C1 ERR 404")]
    [InlineData("C1 CHARSET", "C1 ERR 400")]
    [InlineData("C1 PLAINAUTH not-a-uuid x", "C1 ERR 400")]
    [InlineData("C1 PLAINAUTH 9eb56d5e-6563-430a-9d39-5ddf567e73d5 1d3b755d3bce8f09b4f8ff08dabf1796", "C1 ERR 401")]
    [InlineData("s9.C1 PLAINAUTH 9eb56d5e-6563-430a-9d39-5ddf567e73d5 x", "s9.C1 ERR 400")]
    [InlineData("1C PUMPS", "* ERR 400")]
    [InlineData("C1", "C1 ERR 400")]
    [InlineData("", "* ERR 400")]
    [InlineData("C1  PUMPS", "C1 ERR 400")]
    [InlineData("C1 pumps!", "C1 ERR 400")]
    public async Task What_is_wrong_before_a_login_gets_the_error_that_the_specification_names(
        string line,
        string error
    )
    {
        await using var site = await RawSite.DialAsync(Product.Address);
        await site.GreetAsync();
        await site.SayAsync(line);
        (await site.HearAsync())!.ShouldStartWith(error);
        await site.SayAsync("C9 CHARSET UTF-8");
        (await site.HearAsync()).ShouldBe("C9 OK");
    }

    [Theory]
    [InlineData("C2 CHARSET UTF-8", "C2 ERR 403")]
    [InlineData("C2 PLAINAUTH 9eb56d5e-6563-430a-9d39-5ddf567e73d5 x", "C2 ERR 403")]
    [InlineData("C2 NEWSESSION s1", "C2 ERR 410")]
    [InlineData("C2 PUSH", "C2 ERR 405")]
    [InlineData("C2 LOCKEDPUMP 1 9eb56d5e-6563-430a-9d39-5ddf567e73d5 aborted", "C2 ERR 404")]
    [InlineData("C2 LOCKEDPUMP 1 no-uuid aborted", "C2 ERR 404")]
    [InlineData("C2 LOCKEDPUMP 1 9eb56d5e-6563-430a-9d39-5ddf567e73d5 bored", "C2 ERR 400")]
    [InlineData("C2 LOCKEDPUMP x 9eb56d5e-6563-430a-9d39-5ddf567e73d5 aborted", "C2 ERR 400")]
    [InlineData("C2 PUMP 1 dancing", "C2 ERR 400")]
    public async Task What_is_wrong_after_a_login_gets_the_error_that_the_specification_names(string line, string error)
    {
        var station = await TestStation.CreateAsync(Product);
        await using var site = await RawSite.LogInAsync(Product.Address, station);
        await site.SayAsync(line);
        (await site.HearAsync(said => said.StartsWith("C2", StringComparison.Ordinal))).ShouldStartWith(error);
    }

    [Fact]
    public async Task Notifications_get_no_response_however_wrong_they_are()
    {
        await using var site = await RawSite.DialAsync(Product.Address);
        await site.GreetAsync();
        foreach (var line in new[] { "* PUMP 1 free", "* NONSENSE", "* PRICE", "* OK", "* CHARSET UTF-8" })
            await site.SayAsync(line);
        await site.SayAsync("C9 CHARSET UTF-8");
        (await site.HearAsync()).ShouldBe("C9 OK");
    }

    [Fact]
    public async Task A_line_over_8_KB_is_refused_and_the_next_one_is_heard()
    {
        await using var site = await RawSite.DialAsync(Product.Address);
        await site.GreetAsync();
        await site.SayAsync("C1 CHARSET " + new string('x', 20_000));
        (await site.HearAsync())!.ShouldStartWith("C1 ERR 400");
        await site.SayAsync("C2 CHARSET UTF-8");
        (await site.HearAsync()).ShouldBe("C2 OK");
    }

    [Fact]
    public async Task Bytes_that_the_charset_does_not_have_are_refused_by_406()
    {
        await using var site = await RawSite.DialAsync(Product.Address);
        await site.GreetAsync();
        await site.SendAsync(Encoding.UTF8.GetBytes("C1 CHARSET Ü\r\n"));
        (await site.HearAsync())!.ShouldStartWith("C1 ERR 406");
        await site.SayAsync("C2 CHARSET UTF-8");
        (await site.HearAsync()).ShouldBe("C2 OK");
        await site.SendAsync([.. "C3 CHARSET "u8, 0xff, (byte)'\r', (byte)'\n']);
        (await site.HearAsync())!.ShouldStartWith("C3 ERR 406");
    }

    [Fact]
    public async Task Guessing_is_ended_by_a_goodbye()
    {
        var station = await TestStation.CreateAsync(Product);
        await using var site = await RawSite.DialAsync(Product.Address);
        await site.GreetAsync();
        for (var i = 0; i < 3; i++)
            await site.SayAsync($"C{i} PLAINAUTH {station.Id} 00000000000000000000000000000000");
        (await site.ReadToEndAsync())!.ShouldStartWith("* QUIT ");
    }

    [Fact]
    public async Task A_flood_of_broken_lines_is_ended_and_another_site_does_not_notice()
    {
        var station = await TestStation.CreateAsync(Product);
        await using var good = await RawSite.LogInAsync(Product.Address, station);
        await using var bad = await RawSite.DialAsync(Product.Address);
        await bad.GreetAsync();
        await bad.SendAsync(Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("?!\r\n", 5_000))));
        await good.IntroduceAsync(["PRICE 95 LTR CNY 7.890 95# 汽油"], ["PUMP 1 locked"]);
        await station.BoardBecomesAsync(board => TestStation.State(board, 1) == PumpState.Locked);
        (await bad.ReadToEndAsync())!.ShouldStartWith("* QUIT ");
    }

    [Fact]
    public async Task Plain_http_is_told_what_lives_here()
    {
        (await Product.Anonymous.GetAsync("/openfsc")).ShouldBeProblem(400, "bad-request");
    }
}

[Collection(InProcessOnSqlite.Name)]
public sealed class OpenFscErrorInProcessOnSqlite(InProcessOnSqlite product) : OpenFscErrorTests(product);

[Collection(RemoteOnPostgres.Name)]
public sealed class OpenFscErrorRemoteOnPostgres(RemoteOnPostgres product) : OpenFscErrorTests(product);
