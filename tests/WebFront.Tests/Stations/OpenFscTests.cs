using System.Net.WebSockets;
using System.Text;

namespace FuelGrains.WebFront.Tests.Stations;

/// <summary>The protocol's two states, its errors and its framing, typed by hand.</summary>
public abstract class OpenFscTests(ProductFixture product) : WireTests(product)
{
    private const string Example = """
        * PRICE 0100 LTR EUR 1.339 Super Plus
        * PRICE 0200 LTR EUR 1.229 Super 95
        * PRICE 0300 LTR EUR 1.499 Super 95 e5
        """;

    [Fact]
    public async Task Capability_comes_at_once_in_one_binary_frame_and_names_nothing_discontinued()
    {
        await using var site = await RawSite.DialAsync(Product.Address);
        var methods = (await site.HearAsync())!.Split(' ')[2..];
        site.Kind.ShouldBe(WebSocketMessageType.Binary);
        site.LinesInFrame.ShouldBe(1);
        methods.ShouldBe(
            [
                "BEAT",
                "CHARSET",
                "LOCKEDPUMP",
                "METER",
                "NEWSESSION",
                "PLAINAUTH",
                "PRICE",
                "PRODUCT",
                "PUMP",
                "QUIT",
                "SESSIONMODE",
                "SESSIONS",
                "TRANSACTION",
            ],
            ignoreOrder: true
        );
    }

    [Fact]
    public async Task The_example_session_of_the_specification_runs_and_its_sale_is_held()
    {
        var station = await TestStation.CreateAsync(Product, currency: "EUR");
        await using var site = await RawSite.DialAsync(Product.Address);
        await site.SayAsync(
            "* CAPABILITY CLEAR HEARTBEAT LOCKPUMP PRICES PUMPS PUMPSTATUS QUIT TRANSACTIONS UNLOCKPUMP"
        );
        await site.SayAsync("C0 CHARSET ISO-8859-1");
        (await site.HearAsync(line => line.StartsWith("C0", StringComparison.Ordinal))).ShouldBe("C0 OK");
        await site.SayAsync($"C1 PLAINAUTH {station.Id} {station.Secret}");
        (await site.HearAsync()).ShouldBe("C1 OK");
        await site.AnswerAsync("PRICES", [.. Example.Split('\n').Select(line => line.Trim()[2..])]);
        await site.AnswerAsync("PUMPS", ["PUMP 1 in-use", "PUMP 2 out-of-order", "PUMP 3 free", "PUMP 4 ready-to-pay"]);
        await site.AnswerAsync("TRANSACTIONS");
        await station.BoardBecomesAsync(board =>
            TestStation.State(board, 3) == PumpState.Free && board.Prices.Length == 3
        );
        await site.SayAsync("* PUMP 3 in-use");
        await site.SayAsync("* PUMP 3 ready-to-pay");
        (
            await site.AnswerAsync(
                "TRANSACTIONS",
                ["TRANSACTION 3 c71b9838ad3dfc15 open 0100 EUR 86.83 72.978 19.0 13.65 LTR 54.40 1.339"]
            )
        ).ShouldEndWith(" TRANSACTIONS 4");
        await site.AnswerAsync(
            "TRANSACTIONS",
            ["TRANSACTION 3 c71b9838ad3dfc15 open 0100 EUR 86.83 72.978 19.0 13.65 LTR 54.40 1.339"]
        );

        var sale = await station.OnlySaleAsync(3);
        (sale.State, sale.Review, sale.AmountFen, sale.VolumeMl, sale.PriceMilli).ShouldBe(
            (FuelSaleState.UnderReview, ReviewReason.AmountMismatch, 8_683, 54_400, 1_339)
        );
        (await station.Pump(3).LockSaleAsync(sale.Id, new(Guid.NewGuid()), TimeSpan.FromMinutes(1))).Outcome.ShouldBe(
            FuelSaleOutcome.WrongState
        );
        await site.SayAsync("* QUIT bye bye");
        (await site.ReadToEndAsync()).ShouldBe("* QUIT bye");
        await station.BoardBecomesAsync(board => !board.Connected && TestStation.State(board, 3) == PumpState.Unknown);
    }

    [Fact]
    public async Task After_a_login_only_pumps_that_the_full_answer_left_out_are_asked_again()
    {
        var station = await TestStation.CreateAsync(Product);
        await using var site = await RawSite.LogInAsync(Product.Address, station);
        await site.IntroduceAsync(
            ["PRICE 95 LTR CNY 8.000 95#"],
            ["PUMP 1 ready-to-pay", "PUMP 2 ready-to-pay", "PUMP 3 free"],
            ["TRANSACTION 1 t-1 open 95 CNY 80.00 70.80 13.0 9.20 LTR 10.00 8.000"]
        );
        (
            await site.AnswerAsync(
                "TRANSACTIONS",
                ["TRANSACTION 2 t-2 open 95 CNY 40.00 35.40 13.0 4.60 LTR 5.00 8.000"]
            )
        ).ShouldEndWith(" TRANSACTIONS 2");
        await station.OnlySaleAsync(1);
        await station.OnlySaleAsync(2);
        // A running sale is asked for at once, as ever, and pump 1 was not asked again before it.
        await site.SayAsync("* PUMP 3 ready-to-pay");
        (await site.AnswerAsync("TRANSACTIONS")).ShouldEndWith(" TRANSACTIONS 3");
    }

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
    public async Task Messages_split_over_frames_and_joined_in_one_are_understood_and_answered_in_the_client_s_kind_of_frame()
    {
        await using var site = await RawSite.DialAsync(Product.Address);
        await site.GreetAsync();
        await site.SendAsync("C1 CHAR"u8.ToArray(), WebSocketMessageType.Text);
        await site.SendAsync("SET UTF-8\r"u8.ToArray(), WebSocketMessageType.Text);
        await site.SendAsync("\nC2 CHARSET UTF-8\r\nC3 CHARSET UTF-8\r\nC4"u8.ToArray(), WebSocketMessageType.Text);
        foreach (var expected in new[] { "C1 OK", "C2 OK", "C3 OK" })
        {
            (await site.HearAsync()).ShouldBe(expected);
            (site.Kind, site.LinesInFrame).ShouldBe((WebSocketMessageType.Text, 1));
        }
        await site.SendAsync(" CHARSET UTF-8\r\n"u8.ToArray());
        (await site.HearAsync()).ShouldBe("C4 OK");
        site.Kind.ShouldBe(WebSocketMessageType.Binary);
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
public sealed class OpenFscInProcessOnSqlite(InProcessOnSqlite product) : OpenFscTests(product);

[Collection(RemoteOnPostgres.Name)]
public sealed class OpenFscRemoteOnPostgres(RemoteOnPostgres product) : OpenFscTests(product);
