using FuelGrains.Grains.Orders.Gateway;

namespace FuelGrains.Grains.Orders.Refunds;

/// <summary>The next step of a refund after the gateway's answer.</summary>
public enum RefundStep
{
    /// <summary>The answer says nothing new: query again later, with the same number.</summary>
    Wait = 0,

    /// <summary>The gateway is processing the refund.</summary>
    Accept = 1,

    /// <summary>The payer has the money.</summary>
    Succeed = 2,

    /// <summary>The gateway does not know the refund: send it again, with the same number.</summary>
    SendAgain = 3,

    /// <summary>The number is spent: send the refund under another number.</summary>
    Renumber = 4,

    /// <summary>The refund needs manual review in the merchant's console, and may succeed afterwards.</summary>
    Alarm = 5,

    /// <summary>The gateway understood and refused for now: try again later, and raise an alarm.</summary>
    Refuse = 6,
}

public static class RefundSteps
{
    /// <param name="amountFen">The requested amount: a success with another amount is an alarm.</param>
    public static RefundStep Of(RefundProgress progress, long refundFen, long amountFen) =>
        progress switch
        {
            RefundProgress.Processing => RefundStep.Accept,
            RefundProgress.Succeeded => refundFen == amountFen ? RefundStep.Succeed : RefundStep.Alarm,
            RefundProgress.Closed => RefundStep.Renumber,
            RefundProgress.Abnormal => RefundStep.Alarm,
            RefundProgress.NotExist => RefundStep.SendAgain,
            RefundProgress.Refused => RefundStep.Refuse,
            _ => RefundStep.Wait,
        };
}
