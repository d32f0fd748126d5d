using System.Text.Json.Serialization;
using FuelGrains.GrainInterfaces.Customers;
using FuelGrains.Grains.Customers;
using Microsoft.Extensions.Logging;

namespace FuelGrains.Silo.Customers;

/// <summary>
/// Calls <c>POST /wxa/business/getuserphonenumber</c> (developers.weixin.qq.com, "getPhoneNumber"). WeChat answers 200 also when it
/// refuses, so errcode decides.
/// </summary>
internal sealed class WeChatPhones(HttpClient http, WeChatOptions options, ILogger<WeChatPhones> log) : IWeChatPhones
{
    private const int InvalidAppId = 40013;
    private const int InvalidCode = 40029;
    private const int TooFrequent = 45011;

    // E.164: a country code of 1 to 3 digits, and 15 digits in all.
    private const int MaxCountry = 3;
    private const int MinDigits = 4;
    private const int MaxDigits = 15;

    public async Task<WeChatPhone> ExchangeAsync(string accessToken, string code, CancellationToken ct)
    {
        var answer = await MiniProgramWire.PostAsync<Answer>(
            http,
            $"wxa/business/getuserphonenumber?access_token={Uri.EscapeDataString(accessToken)}",
            new Ask(code),
            log,
            ct
        );
        if (answer is null)
            return new(CustomerPhoneOutcome.Unavailable);
        if (MiniProgramWire.IsTokenInvalid(answer.ErrorCode))
            return new(CustomerPhoneOutcome.Unavailable, TokenInvalid: true);
        switch (answer.ErrorCode)
        {
            case 0 when answer.Phone is { } phone:
                return Read(phone);
            case InvalidCode:
                return new(CustomerPhoneOutcome.BadCode);
            case InvalidAppId:
                return new(CustomerPhoneOutcome.Foreign);
            case TooFrequent:
                return new(CustomerPhoneOutcome.TooFrequent);
            default:
                MiniProgramWire.LogRefused(log, "getuserphonenumber", answer.ErrorCode);
                return new(CustomerPhoneOutcome.Unavailable);
        }
    }

    private WeChatPhone Read(Phone phone)
    {
        if (phone.Watermark?.AppId != options.AppId)
            return new(CustomerPhoneOutcome.Foreign);
        return IsDigits(phone.Country, 1, MaxCountry) && IsDigits(phone.Number, MinDigits, MaxDigits)
            ? new(CustomerPhoneOutcome.Done, $"+{phone.Country} {phone.Number}")
            : new(CustomerPhoneOutcome.Unavailable);
    }

    private static bool IsDigits(string? text, int least, int most) =>
        text is not null && text.Length >= least && text.Length <= most && text.All(char.IsAsciiDigit);

    private sealed record Ask([property: JsonPropertyName("code")] string Code);

    private sealed record Answer(
        [property: JsonPropertyName("errcode")] int? ErrorCode,
        [property: JsonPropertyName("phone_info")] Phone? Phone = null
    );

    private sealed record Phone(
        [property: JsonPropertyName("purePhoneNumber")] string? Number,
        [property: JsonPropertyName("countryCode")] string? Country,
        [property: JsonPropertyName("watermark")] Watermark? Watermark
    );

    private sealed record Watermark([property: JsonPropertyName("appid")] string? AppId);
}
