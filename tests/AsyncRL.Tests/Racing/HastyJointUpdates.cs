using AsyncRL.Neural;

namespace AsyncRL.Tests.Racing;

/// <summary>
/// FROZEN WRONG: each thread clears its gradient when it has applied its own slice of the sum, which lies in the first thread's
/// gradient, though others have not applied theirs.
/// </summary>
internal sealed class HastyJointUpdates(int threads) : IJointUpdates
{
    private const int Patience = 3_000; // sleeps of a millisecond or more, after some spins

    private volatile int cleared = -1;

    public ParameterVector Theta { get; } = new(JointUpdateRace.Network.Parameters);

    public double Run(int updates)
    {
        ParameterVector[] gradients = [.. Enumerable.Range(0, threads).Select(_ => new ParameterVector(Theta.Layout))];
        using var meeting = new Barrier(threads);
        double sum = 0;
        Race.Run(threads, q =>
        {
            int first = Theta.Layout.Length * q / threads, end = Theta.Layout.Length * (q + 1) / threads;
            for (int n = 0; n < updates; n++)
            {
                Write(gradients[q], JointUpdateRace.Gradient(n));
                meeting.SignalAndWait();
                for (int other = 1; other < threads; other++)
                {
                    Add(gradients[0], gradients[other], 1f, first, end);
                }

                meeting.SignalAndWait();
                if (q > 0)
                {
                    // The interleaving that the fault needs: the first thread is done before the others begin.
                    Await(n);
                }

                Add(Theta, gradients[0], -1f, first, end);
                gradients[q].Clear();
                if (q == 0)
                {
                    cleared = n;
                    sum += threads * JointUpdateRace.Gradient(n);
                }

                meeting.SignalAndWait();
            }
        });
        return sum;
    }

    private void Await(int update)
    {
        var wait = default(SpinWait);
        for (int i = 0; i < Patience && cleared < update; i++)
        {
            wait.SpinOnce();
        }
    }

    private static void Write(ParameterVector gradient, int value)
    {
        foreach (ParameterView view in gradient.Layout.Views)
        {
            view.CopyFrom(gradient.Span, [.. Enumerable.Repeat((float)value, view.Count)]);
        }
    }

    private static void Add(ParameterVector to, ParameterVector what, float factor, int first, int end)
    {
        for (int i = first; i < end; i++)
        {
            to.Span[i] += factor * what.Span[i];
        }
    }
}
