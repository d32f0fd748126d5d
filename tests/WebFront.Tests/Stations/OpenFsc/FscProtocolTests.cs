using System.Text;
using FuelGrains.WebFront.Stations.OpenFsc;

namespace FuelGrains.WebFront.Tests.Stations.OpenFsc;

/// <summary>Lines of OpenFSC are read and written.</summary>
public sealed class FscProtocolTests
{
    [Theory]
    [InlineData("S6 HEARTBEAT 2019-11-13T07:00:04Z", "", "S6", "HEARTBEAT", "2019-11-13T07:00:04Z")]
    [InlineData("* PUMP 1 free", "", "*", "PUMP", "1 free")]
    [InlineData("s1.* QUIT bye bye", "s1", "*", "QUIT", "bye bye")]
    [InlineData("1-x.C1 OK", "1-x", "C1", "OK", "")]
    [InlineData("C1 OK ", "", "C1", "OK", "")]
    public void A_message_is_taken_apart(string line, string session, string tag, string method, string arguments)
    {
        var message = FscMessage.Parse(line, out _)!.Value;
        (message.Session, message.Tag, message.Method, message.Arguments).ShouldBe((session, tag, method, arguments));
    }

    [Theory]
    [InlineData("", "*")]
    [InlineData("C1", "C1")]
    [InlineData("C1 ", "C1")]
    [InlineData("C1  OK", "C1")]
    [InlineData("1C OK", "*")]
    [InlineData(".C1 OK", "*")]
    [InlineData("s.s.C1 OK", "*")]
    [InlineData("** OK", "*")]
    [InlineData("C1 O-K", "C1")]
    [InlineData("s1.C1 4OK", "s1.C1")]
    public void What_is_no_message_names_the_tag_that_its_error_goes_to(string line, string expected)
    {
        FscMessage.Parse(line, out var tag).ShouldBeNull();
        tag.ShouldBe(expected);
    }

    [Theory]
    [InlineData("1.339", 3, 1_339, true)]
    [InlineData("7", 3, 7_000, true)]
    [InlineData("0.5", 2, 50, true)]
    [InlineData("86.83", 2, 8_683, true)]
    [InlineData("86.8300", 2, 8_683, true)]
    [InlineData("86.839", 2, 8_683, false)]
    [InlineData("000.1", 1, 1, true)]
    public void A_decimal_is_read_exactly_and_never_rounded_up(string text, int places, long value, bool exact)
    {
        FscNumber.TryFixed(text, places, out var read, out var was).ShouldBeTrue();
        (read, was).ShouldBe((value, exact));
    }

    [Theory]
    [InlineData("")]
    [InlineData(".5")]
    [InlineData("5.")]
    [InlineData("-1")]
    [InlineData("+1")]
    [InlineData("1e3")]
    [InlineData("1,5")]
    [InlineData("1.2.3")]
    [InlineData("1234567890123")]
    [InlineData("١")]
    public void What_is_no_decimal_is_not_read(string text) =>
        FscNumber.TryFixed(text, 2, out _, out _).ShouldBeFalse();

    [Fact]
    public void The_example_of_the_specification_reads_as_it_says()
    {
        FscReports
            .Price(Message("PRICE 0300 LTR EUR 1.499 Super 95 e5"))
            .ShouldBe(new PriceReport("0300", "EUR", 1_499, "Super 95 e5"));
        FscReports.Pump(Message("PUMP 4 ready-to-pay")).ShouldBe(new PumpReport(4, PumpState.ReadyToPay));
        FscReports
            .Product(Message("PRODUCT 0100 ron98 19.0 LTR Test Super 98 Power Fuel"))
            .ShouldBe(new ProductReport("0100", "ron98", 19_000, "Test Super 98 Power Fuel"));
        FscReports
            .Product(Message("PRODUCT 0400 diesel 19.0"))
            .ShouldBe(new ProductReport("0400", "diesel", 19_000, null));
        FscReports
            .Transaction(
                Message("TRANSACTION 3 c71b9838ad3dfc15 open 0100 EUR 86.83 72.978 19.0 13.65 LTR 54.40 1.339")
            )
            .ShouldBe(
                new()
                {
                    Pump = 3,
                    SiteTransaction = "c71b9838ad3dfc15",
                    Deferred = false,
                    Product = "0100",
                    Currency = "EUR",
                    AmountFen = 8_683,
                    VatMilli = 19_000,
                    VolumeMl = 54_400,
                    PriceMilli = 1_339,
                    Exact = true,
                    VolumeDecimals = 2,
                }
            );
        FscReports.Meter(Message("METER 2 - 95 12345 9876")).ShouldBe(new MeterReport(2, null, "95", 12_345, 9_876));
    }

    [Theory]
    [InlineData("PUMP 0 free")]
    [InlineData("PUMP 1")]
    [InlineData("PUMP 1 free x")]
    [InlineData("PUMP 1 Free")]
    [InlineData("PRICE 0300 GLL EUR 1.499 x")]
    [InlineData("PRICE 0300 LTR EUX 1.499 x")]
    [InlineData("PRICE 0300 LTR eur 1.499 x")]
    [InlineData("PRICE 0300 LTR EUR -1 x")]
    [InlineData("PRICE")]
    [InlineData("PRODUCT 0400 diesel")]
    [InlineData("PRODUCT 0400 diesel 19.0 GLL x")]
    [InlineData("METER 2 x 95 1 1")]
    [InlineData("METER 2 - 95 1.5 1")]
    [InlineData("TRANSACTION 3 x open 0100 EUR 86.83 72.97 19.0 13.65 LTR 54.40 1.339 more")]
    [InlineData("TRANSACTION 3 x closed 0100 EUR 86.83 72.97 19.0 13.65 LTR 54.40 1.339")]
    [InlineData("TRANSACTION 3 x open 0100 EUR 86.83 72.97 19.0 13.65 LTR")]
    public void What_the_specification_does_not_allow_is_no_report(string line)
    {
        var message = Message(line);
        FscReports
            .Pump(message with { Method = line.StartsWith("PUMP", StringComparison.Ordinal) ? "PUMP" : "" })
            .ShouldBe(null);
        (
            message.Method switch
            {
                "PRICE" => FscReports.Price(message),
                "PRODUCT" => FscReports.Product(message),
                "METER" => FscReports.Meter(message),
                "TRANSACTION" => (object?)FscReports.Transaction(message),
                _ => FscReports.Pump(message),
            }
        ).ShouldBeNull();
    }

    [Theory]
    [InlineData("UTF-8", "Müller 油", true)]
    [InlineData("ISO-8859-1", "Müller", true)]
    [InlineData("WINDOWS-1252", "Müller €", true)]
    [InlineData("utf-8", "x", true)]
    [InlineData("UTF-16", "x", false)]
    public void Charsets_are_found_by_name_and_say_the_same_both_ways(string name, string text, bool known)
    {
        var encoding = FscCharset.Find(name);
        (encoding is not null).ShouldBe(known);
        if (encoding is not null)
            FscCharset.Decode(encoding, FscCharset.Encode(encoding, text)).ShouldBe(text);
    }

    [Fact]
    public void Bytes_that_a_charset_does_not_have_are_no_text()
    {
        FscCharset.Decode(FscCharset.Ascii, [0x80]).ShouldBeNull();
        FscCharset.Decode(FscCharset.Find("UTF-8")!, [0xC3, 0x28]).ShouldBeNull();
        FscCharset.Decode(FscCharset.Find("WINDOWS-1252")!, [0x81]).ShouldBeNull();
    }

    [Fact]
    public void Every_currency_of_the_list_is_three_capitals_and_the_usual_ones_are_there()
    {
        FscCurrency.All.ShouldAllBe(code => code.Length == 3 && code.All(char.IsAsciiLetterUpper));
        foreach (var code in "CNY EUR USD GBP JPY CHF HKD INR BRL KWD ZAR XCG SLE VED".Split(' '))
            FscCurrency.All.ShouldContain(code);
        FscCurrency.All.Count.ShouldBeGreaterThan(170);
    }

    [Theory]
    [InlineData("403 not permitted", 403)]
    [InlineData("410", 410)]
    [InlineData("", SiteCode.Unreadable)]
    [InlineData("Transaction not found", SiteCode.Unreadable)]
    [InlineData("200 what", SiteCode.Unreadable)]
    [InlineData("40399", SiteCode.Unreadable)]
    public void An_error_s_code_is_read_when_there_is_one(string arguments, int code) =>
        FscCommands.ErrorCode(arguments).ShouldBe(code);

    private static FscMessage Message(string body) => FscMessage.Parse("* " + body, out _)!.Value;
}
