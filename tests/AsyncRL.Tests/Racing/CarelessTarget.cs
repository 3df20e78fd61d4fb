using AsyncRL.Neural;

namespace AsyncRL.Tests.Racing;

/// <summary>
/// FROZEN WRONG: a target network that counts a reader without looking again whether the copy is still the published one, so that
/// it can be taken for a spare and written.
/// </summary>
internal sealed class CarelessTarget : ITarget
{
    private const int Moments = 10; // times that the interleaving is made to happen

    private readonly ParameterVector theta;
    private readonly Copy[] copies;
    private volatile Copy current;
    private int moments;

    public CarelessTarget(ParameterVector theta)
    {
        this.theta = theta;
        copies = [.. Enumerable.Range(0, 3).Select(_ => new Copy(new ParameterVector(theta.Layout)))];
        current = copies[0];
    }

    public (ParameterVector Parameters, Action Release) Acquire()
    {
        Copy copy = current;
        copy.IsChosen = true;
        Await(() => copy.IsWritten, patience: 400);
        copy.IsChosen = false;
        Interlocked.Increment(ref copy.Readers);
        return (copy.Parameters, () => Interlocked.Decrement(ref copy.Readers));
    }

    public void Refresh(int number)
    {
        Copy spare = copies.First(c => c != current && Volatile.Read(ref c.Readers) == 0);
        int half = theta.Layout.Length / 2;
        theta.Span[..half].CopyTo(spare.Parameters.Span);
        spare.IsWritten = true;
        if (spare.IsChosen)
        {
            Await(() => !spare.IsChosen, patience: 100);
            Thread.Sleep(2);
            moments++;
        }

        theta.Span[half..].CopyTo(spare.Parameters.Span[half..]);
        spare.IsWritten = false;
        current = spare;
    }

    private void Await(Func<bool> happened, int patience)
    {
        var wait = default(SpinWait);
        for (int i = 0; i < patience && Volatile.Read(ref moments) < Moments && !happened(); i++)
        {
            wait.SpinOnce();
        }
    }

    private sealed class Copy(ParameterVector parameters)
    {
        public int Readers;

        public volatile bool IsChosen;

        public volatile bool IsWritten;

        public ParameterVector Parameters { get; } = parameters;
    }
}
