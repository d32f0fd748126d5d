namespace FuelGrains.Grains.Customers;

/// <summary>
/// Asks WeChat for the phone number of a code (developers.weixin.qq.com, "getPhoneNumber"). No method throws for what WeChat does.
/// </summary>
public interface IWeChatPhones
{
    /// <summary>Calls POST /wxa/business/getuserphonenumber. A code is good for five minutes and for one call.</summary>
    Task<WeChatPhone> ExchangeAsync(string accessToken, string code, CancellationToken ct);
}

/// <param name="TokenInvalid">The access token is not valid; the code is not used up.</param>
/// <param name="Number">Country code and number, such as <c>+86 13800138000</c>; null unless the outcome is Done.</param>
public readonly record struct WeChatPhone(
    CustomerPhoneOutcome Outcome,
    string? Number = null,
    bool TokenInvalid = false
);
