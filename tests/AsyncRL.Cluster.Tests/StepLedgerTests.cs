using AsyncRL.Cluster.Hub;

namespace AsyncRL.Cluster.Tests;

public sealed class StepLedgerTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void EveryStepUpToTheLimitIsReceivedOnceWhoeverIsDroppedMeanwhile(int seed)
    {
        const long Limit = 10_007;
        var random = new Random(seed);
        var ledger = new StepLedger();
        ledger.Begin(0);
        long[] accounts = new long[5];
        long counted = 0;
        while (ledger.Received < Limit)
        {
            int k = random.Next(accounts.Length);
            switch (random.Next(4))
            {
                case 0:
                    ledger.Grant(ref accounts[k], random.Next(1, 200), Limit);
                    break;
                case 1 when random.Next(5) == 0:
                    ledger.Drop(ref accounts[k]);
                    break;
                default:
                    int steps = random.Next(0, (int)accounts[k] + 1);
                    Assert.True(ledger.TryReceive(ref accounts[k], steps));
                    counted += steps;
                    break;
            }

            Assert.Equal(counted, ledger.Received);
            Assert.Equal(accounts.Sum(), ledger.Outstanding);
            Assert.True(ledger.Received + ledger.Outstanding <= Limit);
        }

        Assert.Equal(Limit, counted);
    }

    [Fact]
    public void StepsThatWereNotGrantedAreNotTakenIn()
    {
        var ledger = new StepLedger();
        ledger.Begin(100);
        long account = 0;
        Assert.Equal(10, ledger.Grant(ref account, 50, 110));
        Assert.False(ledger.TryReceive(ref account, 11));
        Assert.Equal(100, ledger.Received);
        ledger.Drop(ref account);
        Assert.False(ledger.TryReceive(ref account, 1));
        Assert.Equal(0, ledger.Outstanding);
    }
}
