using FuelGrains.WebFront.Orders.Callbacks;
using Microsoft.AspNetCore.Http;

namespace FuelGrains.WebFront.Tests.Orders.Callbacks;

/// <summary>A callback that cannot be genuine is known by its headers alone.</summary>
public sealed class CallbackHeadersTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 30, 10, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Four_headers_of_the_right_time_are_read()
    {
        var (signed, fault) = CallbackHeaders.Read(Headers(), Now);
        fault.ShouldBeNull();
        (signed!.Timestamp, signed.Nonce, signed.Signature, signed.Serial, signed.Body.Length).ShouldBe(
            ($"{Now.ToUnixTimeSeconds()}", "nonce", "c2ln", "PUB_KEY_ID_1", 0)
        );
    }

    [Theory]
    [InlineData("Timestamp")]
    [InlineData("Nonce")]
    [InlineData("Signature")]
    [InlineData("Serial")]
    public void A_header_that_is_missing_empty_doubled_or_too_long_is_no_signature(string name)
    {
        name = $"Wechatpay-{name}";
        foreach (var wrong in new string[][] { [], [""], ["1", "1"], [new string('1', 2_000)] })
        {
            var headers = Headers();
            headers[name] = wrong;
            CallbackHeaders.Read(headers, Now).ShouldBe((null, "not signed"));
        }
    }

    [Theory]
    [InlineData("soon")]
    [InlineData("-1")]
    [InlineData("1.5")]
    public void A_time_that_is_no_number_is_refused(string timestamp) =>
        CallbackHeaders.Read(Headers(timestamp), Now).ShouldBe((null, "timestamp"));

    [Theory]
    [InlineData(-300, "clock")]
    [InlineData(-299, null)]
    [InlineData(299, null)]
    [InlineData(300, "clock")]
    public void A_clock_that_is_off_by_five_minutes_is_refused(int seconds, string? fault) =>
        CallbackHeaders.Read(Headers($"{Now.ToUnixTimeSeconds() + seconds}"), Now).Fault.ShouldBe(fault);

    private static HeaderDictionary Headers(string? timestamp = null) =>
        new()
        {
            ["Wechatpay-Timestamp"] = timestamp ?? $"{Now.ToUnixTimeSeconds()}",
            ["Wechatpay-Nonce"] = "nonce",
            ["Wechatpay-Signature"] = "c2ln",
            ["Wechatpay-Serial"] = "PUB_KEY_ID_1",
        };
}
