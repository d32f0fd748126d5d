namespace FuelGrains.GrainInterfaces.Customers;

/// <summary>Turns a code of wx.login into a customer. The client that reads WeChat's answer drops the session_key.</summary>
[Alias("fuel.customer-login")]
public interface ICustomerLoginGrain : IGrainWithIntegerKey
{
    [Alias("login")]
    Task<CustomerLoginReply> LoginAsync(string code);
}

[GenerateSerializer, Immutable, Alias("fuel.customer-login-reply")]
public sealed record CustomerLoginReply(CustomerLoginOutcome Outcome, CustomerId Customer);

[GenerateSerializer, Alias("fuel.customer-login-outcome")]
public enum CustomerLoginOutcome
{
    Done = 0,

    /// <summary>WeChat does not know the code, or the code was used before (40029, 40163): a new code of wx.login is needed.</summary>
    BadCode = 1,

    /// <summary>WeChat asks to slow down (45011).</summary>
    TooFrequent = 2,

    /// <summary>WeChat did not give a usable answer, or asks for another try (-1).</summary>
    Unavailable = 3,

    /// <summary>WeChat blocks the account as risky (40226). Another try ends the same.</summary>
    Blocked = 4,

    /// <summary>WeChat refused for another reason, such as our own app id or secret. Another try ends the same.</summary>
    Refused = 5,
}
