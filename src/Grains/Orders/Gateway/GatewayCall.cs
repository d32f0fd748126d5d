namespace FuelGrains.Grains.Orders.Gateway;

/// <summary>The calls of <see cref="IWeChatPay"/>. Each kind may fail while the others work.</summary>
public enum GatewayCall
{
    Prepay = 0,
    Query = 1,
    Close = 2,
    Refund = 3,
    RefundQuery = 4,
}

/// <summary>The meaning of an ended call for the health of the gateway.</summary>
public enum GatewayAnswer
{
    /// <summary>The gateway answered, be it a refusal.</summary>
    Usable = 0,

    /// <summary>No answer in time, or none that is certain.</summary>
    None = 1,

    /// <summary>The gateway answered that it is asked too often.</summary>
    Limited = 2,

    /// <summary>The gateway refused a refund, because the merchant's account has too little. WeChat limits such requests.</summary>
    AccountEmpty = 3,
}
