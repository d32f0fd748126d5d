namespace FuelGrains.GrainInterfaces.Customers;

/// <summary>Keeps a customer's phone number, sealed. No answer shows more of it than its first and last digits.</summary>
[Alias("fuel.customer-phone")]
public interface ICustomerPhoneGrain : IGrainWithGuidKey
{
    /// <summary>Returns the masked number, such as <c>138****8000</c>; null when none is kept.</summary>
    [Alias("get")]
    Task<string?> GetAsync();

    /// <summary>Asks WeChat for the number of a code of getPhoneNumber, and keeps it in place of an earlier one.</summary>
    [Alias("set")]
    Task<CustomerPhoneReply> SetAsync(string code);

    [Alias("forget")]
    Task ForgetAsync();
}

/// <param name="Masked">The masked number; null unless <see cref="CustomerPhoneOutcome.Done"/>.</param>
[GenerateSerializer, Immutable, Alias("fuel.customer-phone-reply")]
public sealed record CustomerPhoneReply(CustomerPhoneOutcome Outcome, string? Masked = null);

[GenerateSerializer, Alias("fuel.customer-phone-outcome")]
public enum CustomerPhoneOutcome
{
    Done = 0,

    /// <summary>WeChat does not take the code (40029): it is unknown, older than five minutes, or was used before.</summary>
    BadCode = 1,

    /// <summary>The code belongs to another mini-program (40013, or the watermark of the answer).</summary>
    Foreign = 2,

    /// <summary>WeChat asks to slow down (45011).</summary>
    TooFrequent = 3,

    /// <summary>WeChat gave no usable answer: the code may be used up.</summary>
    Unavailable = 4,
}
