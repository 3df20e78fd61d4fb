using AsyncRL.Search.Trees;

namespace AsyncRL.Search.Tests.Trees;

/// <summary>What threads add to a node at once. The same check must catch a variant that adds as single threads do.</summary>
public sealed class RacingTests
{
    private const int Threads = 4;
    private const int Additions = 1_000_000;

    [Fact]
    public void NoResultIsLost() => Assert.Equal((Threads * Additions, 3L * Threads * Additions), Race((ref Node n) => n.Add(3)));

    [Fact]
    public void PlainAdditionsAreCaught()
    {
        // How threads are scheduled decides; a machine that runs them one after the other loses nothing for once.
        for (int attempt = 0; attempt < 50; attempt++)
        {
            if (Race(AddPlainly) != (Threads * Additions, 3L * Threads * Additions))
            {
                return;
            }
        }

        Assert.Fail("the check does not notice lost results");
    }

    private delegate void Addition(ref Node node);

    private static void AddPlainly(ref Node node)
    {
        node.Value += 3;
        node.Visits++;
    }

    private static (int Visits, long Value) Race(Addition add)
    {
        var nodes = new Node[1];
        using var together = new Barrier(Threads);
        Thread[] threads = [.. Enumerable.Range(0, Threads).Select(_ => new Thread(() =>
        {
            together.SignalAndWait();
            for (int i = 0; i < Additions; i++)
            {
                add(ref nodes[0]);
            }
        }))];
        foreach (Thread thread in threads)
        {
            thread.Start();
        }

        foreach (Thread thread in threads)
        {
            thread.Join();
        }

        return (nodes[0].Visits, nodes[0].Value);
    }
}
