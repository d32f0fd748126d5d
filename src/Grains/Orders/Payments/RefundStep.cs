namespace FuelGrains.Grains.Orders.Payments;

/// <summary>What the gateway's word on a refund means for it.</summary>
public enum RefundStep
{
    /// <summary>Nothing new: ask again later, with the same number.</summary>
    Wait = 0,

    /// <summary>The gateway works on it.</summary>
    Accept = 1,

    /// <summary>The money is back.</summary>
    Succeed = 2,

    /// <summary>The gateway never saw it: send it again, with the same number.</summary>
    SendAgain = 3,

    /// <summary>The number is spent: send it under another.</summary>
    Renumber = 4,

    /// <summary>A person must act in the merchant's console; then it may still succeed.</summary>
    Alarm = 5,

    /// <summary>Understood and refused, for now: later again, and somebody should know.</summary>
    Refuse = 6,
}

public static class RefundSteps
{
    /// <param name="amountFen">What was asked for: a success of another amount is none.</param>
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
