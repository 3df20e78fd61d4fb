using AsyncRL.Cluster.Wire;
using AsyncRL.Parameters;
using AsyncRL.Play;

namespace AsyncRL.Cluster.Hub;

/// <summary>
/// How far the run is and whether it goes on, and with that how whoever asks stands; keeps the <see cref="StepLedger"/>.
/// </summary>
/// <remarks>Under the gate, but for <see cref="Closing"/> and <see cref="Close"/>.</remarks>
/// <param name="plan">Says when the run is complete.</param>
/// <param name="shared">Counts T, and knows the limit and whether the run is to stop.</param>
/// <param name="closing">Ends all waiting.</param>
internal sealed class RunStage(RunPlan plan, SharedParameters shared, CancellationTokenSource closing)
{
    private readonly StepLedger ledger = new();
    private bool isOpen;
    private bool isComplete;

    /// <summary>T.</summary>
    public long Received => ledger.Received;

    /// <summary>The step at which the run ends or stops.</summary>
    public long Limit => shared.StepLimit;

    /// <summary>Whether every step up to the limit was received.</summary>
    public bool HasAll => isOpen && Received >= Limit;

    /// <summary>Whether every step up to the limit was received or granted: who asks for more has to wait.</summary>
    public bool IsGranted => Received + ledger.Outstanding >= Limit;

    /// <summary>Cancelled when nothing is waited for any more.</summary>
    public CancellationToken Closing => closing.Token;

    /// <summary>How a process that is in stands.</summary>
    public Standing Standing =>
        !isOpen ? Standing.Early
        : isComplete || Received >= plan.Options.Steps ? Standing.Complete
        : shared.StopRequested || closing.IsCancellationRequested || Received >= Limit ? Standing.Stopped
        : Standing.In;

    /// <summary>Begins. The limit is set, and a checkpoint was read if there is one.</summary>
    public void Open()
    {
        ledger.Begin(shared.Steps);
        isOpen = true;
    }

    /// <summary>Completes the run, whether all of its steps were played or its time is up.</summary>
    public void Complete() => isComplete = true;

    /// <summary>Ends all waiting.</summary>
    public void Close() => closing.Cancel();

    /// <summary>Grants steps to a process.</summary>
    /// <param name="member">The process.</param>
    /// <param name="wanted">Steps that it would play.</param>
    /// <returns>Steps granted: fewer near the limit, 0 at it.</returns>
    public int Grant(Member member, int wanted) => ledger.Grant(ref member.Account, wanted, Limit);

    /// <summary>Takes in steps that a process was granted: T counts them.</summary>
    /// <param name="member">The process.</param>
    /// <param name="steps">Steps that it delivers.</param>
    /// <returns>False when it was not granted so many: nothing is taken in then.</returns>
    public bool TryReceive(Member member, int steps)
    {
        if (!ledger.TryReceive(ref member.Account, steps))
        {
            return false;
        }

        shared.Claim(steps);
        member.Steps += steps;
        return true;
    }

    /// <summary>Takes back what a process was granted and did not deliver: it is free for others.</summary>
    /// <param name="member">The process.</param>
    public void TakeBack(Member member) => ledger.Drop(ref member.Account);
}
