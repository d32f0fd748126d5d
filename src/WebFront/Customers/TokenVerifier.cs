using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace FuelGrains.WebFront.Customers;

/// <summary>Runs the stock validation of a token that is not remembered yet and returns the small CallerIdentity.</summary>
internal sealed class TokenVerifier(RememberedTokens remembered) : JsonWebTokenHandler
{
    public override async Task<TokenValidationResult> ValidateTokenAsync(
        string token,
        TokenValidationParameters validationParameters
    )
    {
        if (token.Length > RememberedTokens.MaxLength)
            return new() { IsValid = false, Exception = new SecurityTokenMalformedException("Too long.") };
        var result = await base.ValidateTokenAsync(token, validationParameters);
        if (!result.IsValid)
            return result;
        var jwt = (JsonWebToken)result.SecurityToken;
        var caller = new CallerIdentity(
            jwt.Subject,
            Values("role"),
            [.. Values("station").Select(id => StationId.Parse(id, null))]
        );
        remembered.Remember(jwt, caller);
        result.ClaimsIdentity = caller;
        return result;

        IEnumerable<string> Values(string type) =>
            jwt.Claims.Where(claim => claim.Type == type).Select(claim => claim.Value);
    }
}
