using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace FuelGrains.WebFront.Customers;

/// <summary>Stock validation of a token that is not remembered yet, ending in our small identity.</summary>
internal sealed class TokenVerifier(RememberedTokens remembered) : JsonWebTokenHandler
{
    public override async Task<TokenValidationResult> ValidateTokenAsync(string token, TokenValidationParameters validationParameters)
    {
        if (token.Length > RememberedTokens.MaxLength) return new() { IsValid = false, Exception = new SecurityTokenMalformedException("Too long.") };
        var result = await base.ValidateTokenAsync(token, validationParameters);
        if (!result.IsValid) return result;
        var jwt = (JsonWebToken)result.SecurityToken;
        var caller = new CallerIdentity(jwt.Subject, jwt.Claims.Where(claim => claim.Type == "role").Select(claim => claim.Value));
        remembered.Remember(jwt, caller);
        result.ClaimsIdentity = caller;
        return result;
    }
}
