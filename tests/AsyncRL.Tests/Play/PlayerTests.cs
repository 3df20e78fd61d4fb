using System.Globalization;
using AsyncRL.Environments;
using AsyncRL.Play;
using AsyncRL.Tests.Support;

namespace AsyncRL.Tests.Play;

public sealed class PlayerTests
{
    [Fact]
    public void ThePortsAreAskedInThisOrder()
    {
        var rig = new PlayerRig(PlayerRig.Worlds(2, 9), ticks: 3);
        Assert.True(rig.Player.Play());
        rig.Player.EndSegment();
        Assert.True(rig.Player.Play());
        Assert.Equal(
        [
            "begun 0 at 0", "begun 1 at 1",
            "claim 6: 6", "refresh", "stepped 0", "stepped 1", "stepped 2", "begun 0 at 4", "stepped 3", "stepped 4", "stepped 5",
            "claim 6: 6", "refresh", "stepped 0", "begun 0 at 2", "stepped 1", "stepped 2", "stepped 3", "stepped 4",
            "begun 0 at 6", "stepped 5",
        ], rig.Ports.Calls!);
        Assert.Equal([6, 12], rig.Policy.Advanced);
        Assert.Equal(2, rig.Player.Version);
    }

    [Fact]
    public void RowsAreTimeMajorAndAnEpisodesEndIsFollowedByTheNextOnesFirstState()
    {
        var rig = new PlayerRig(PlayerRig.Worlds(2, 9), ticks: 3);
        Assert.True(rig.Player.Play());
        float[][] expected =
        [
            [0, 0, 0, -1], [1, 0, 0, -1],
            [0, 0, 1, 0], [1, 0, 1, 1],
            [0, 1, 0, -1], [1, 0, 2, 0],
            [0, 1, 1, 1], [1, 0, 3, 2],
        ];
        Assert.Equal(expected, Enumerable.Range(0, 8).Select(rig.Shown));
        Assert.Equal([0, 1, 2, 0, 1, 2], rig.Rollout.Actions[..6]);
        Assert.Equal([0.01f, 1.01f, 0.02f, 1.02f, 0.01f, 1.03f], rig.Rollout.Rewards[..6]);
        Assert.Equal([false, false, true, false, false, false], rig.Rollout.Terminated);
        Assert.Equal([true, true, false, false, true, false], Enumerable.Range(0, 6).Select(rig.Player.Slots.BeginsSequence));
        rig.Player.EndSegment();
        Assert.Equal([[0, 1, 1, 1], [1, 0, 3, 2]], new[] { rig.Shown(0), rig.Shown(1) });
        Assert.False(rig.Player.IsOpen);
    }

    [Fact]
    public void StepsThatWereClaimedAndNotPlayedAreGivenBackOnce()
    {
        var rig = new PlayerRig(PlayerRig.Worlds(9, 9), ticks: 5);
        rig.Ports.StopAfter = 3;
        Assert.False(rig.Player.Play());
        Assert.Equal(3, rig.Rollout.Rows);
        Assert.Equal("return 7", rig.Ports.Calls![^1]);
        Assert.Equal(3, rig.Ports.Steps);
        rig.Player.GiveBackClaim();
        Assert.Equal(3, rig.Ports.Steps);

        // It goes on with what the segment still needs.
        rig.Ports.StopAfter = null;
        Assert.True(rig.Player.Play());
        Assert.Contains("claim 7: 7", rig.Ports.Calls);
        Assert.Equal((10, 10), (rig.Ports.Played, (int)rig.Ports.Steps));
        Assert.Single(rig.Ports.Calls, c => c == "refresh");
    }

    [Fact]
    public void ASegmentEndsOpenAtTheRunsLimit()
    {
        var rig = new PlayerRig(PlayerRig.Worlds(9, 9), ticks: 5, new LocalPorts { Limit = 13 });
        Assert.True(rig.Player.Play());
        rig.Player.EndSegment();
        Assert.False(rig.Player.Play());
        Assert.Equal(3, rig.Rollout.Rows);
        Assert.True(rig.Player.IsOpen);
        Assert.Equal(["claim 10: 3", "claim 7: 0"], rig.Ports.Claims.Skip(1));
        Assert.False(rig.Player.Play());
        Assert.Equal(13, rig.Ports.Played);
    }

    [Fact]
    public void StepsAreClaimedAheadOrTickByTickAsThePartsSay()
    {
        var ahead = new PlayerRig(PlayerRig.Worlds(9, 9), ticks: 2, change: p => p with { StepsClaimedAhead = 8 });
        for (int segment = 0; segment < 4; segment++)
        {
            Assert.True(ahead.Player.Play());
            ahead.Player.EndSegment();
        }

        Assert.Equal(["claim 12: 12", "claim 12: 12"], ahead.Ports.Claims);
        ahead.Player.GiveBackClaim();
        Assert.Equal((16, 16), (ahead.Ports.Played, (int)ahead.Ports.Steps));

        var byTick = new PlayerRig(
            PlayerRig.Worlds(9, 9), ticks: 2, new LocalPorts { Limit = 3 }, change: p => p with { ClaimsByTick = true });
        Assert.False(byTick.Player.Play());
        Assert.Equal(["claim 2: 2", "claim 2: 1", "claim 1: 0"], byTick.Ports.Claims);
        Assert.Equal(3, byTick.Rollout.Rows);
    }

    [Theory]
    [InlineData(false, 4)]
    [InlineData(true, 6)]
    public void ARequestToStopIsLookedAtAfterEveryStepOrBetweenTicks(bool betweenTicks, int rows)
    {
        var rig = new PlayerRig(PlayerRig.Worlds(9, 9, 9), ticks: 5, change: p => p with { StopsBetweenTicks = betweenTicks });
        rig.Ports.StopAfter = 4;
        Assert.False(rig.Player.Play());
        Assert.Equal(rows, rig.Rollout.Rows);
        Assert.Equal(rows, rig.Ports.Steps);
    }

    [Fact]
    public void PlayCanEndAtAGivenRow()
    {
        var rig = new PlayerRig(PlayerRig.Worlds(9, 9), ticks: 5);
        Assert.True(rig.Player.Play(3));
        Assert.Equal(3, rig.Rollout.Rows);
        Assert.False(rig.Player.IsComplete);
        Assert.True(rig.Player.Play());
        Assert.True(rig.Player.IsComplete);
        Assert.Equal(10, rig.Ports.Played);
        Assert.Throws<ArgumentOutOfRangeException>(() => rig.Player.Play(11));
        Assert.Equal(10, rig.Ports.Steps);
    }

    [Fact]
    public void ASegmentThatEndsWithItsEpisodeIsCompleteThereAndTheNextBeginsInTheNext()
    {
        var rig = new PlayerRig(PlayerRig.Worlds(4), ticks: 10, change: p => p with { EndsWithEpisode = true });
        Assert.True(rig.Player.Play());
        Assert.True(rig.Player.IsComplete);
        Assert.Equal(4, rig.Rollout.Rows);
        Assert.True(rig.Rollout.Terminated[3]);
        Assert.True(rig.Player.Play());
        Assert.Equal(4, rig.Ports.Played);
        rig.Player.GiveBackClaim();
        Assert.Equal(4, rig.Ports.Steps);
        rig.Player.EndSegment();
        Assert.Equal([0f, 1, 0, -1], rig.Shown(0));
        Assert.True(rig.Player.Slots.BeginsSequence(0));
        Assert.True(rig.Player.Play());
        Assert.True(rig.Rollout.Truncated[3]);
    }

    [Fact]
    public void WhereEpisodesDoNotGoOnTheFinalObservationStaysUntilTheyAreBegunAnew()
    {
        var rig = new PlayerRig(PlayerRig.Worlds(3), ticks: 1, change: p => p with { GoesOn = false });
        for (int step = 1; step <= 3; step++)
        {
            Assert.True(rig.Player.Play());
            rig.Player.EndSegment();
            Assert.Equal([0, 0, step, (step - 1) % 3], rig.Shown(0));
        }

        Assert.True(rig.Rollout.Terminated[0]);
        Assert.Equal(3, rig.Player.Worlds.EpisodeLength(0));
        Assert.Equal(0.06, rig.Player.Worlds.EpisodeReturn(0), 1e-12);
        rig.Ports.Calls!.Clear();
        rig.Player.BeginEpisodes();
        Assert.Equal("begun 0 at 0", Assert.Single(rig.Ports.Calls));
        Assert.Equal([0f, 1, 0, -1], rig.Shown(0));
        Assert.Equal((0L, 0.0), (rig.Player.Worlds.EpisodeLength(0), rig.Player.Worlds.EpisodeReturn(0)));
        Assert.True(rig.Player.Play());
    }

    [Fact]
    public void EpisodesThatAreBegunWithASeedAreThoseOfAnEnvironmentOfThatSeed()
    {
        static Environments.Environment Cart() => EnvironmentRegistry.Default.Make("CartPole-v1");
        var rig = new PlayerRig([Cart()], ticks: 4, change: p => p with { BeginsAtOnce = false });
        Assert.Empty(rig.Ports.Calls!);
        rig.Player.BeginEpisodes(seed: 7);
        var expected = new float[4];
        Cart().Reset(7, expected);
        Assert.Equal(expected, rig.Shown(0));
        Assert.True(rig.Player.Play());
        rig.Player.BeginEpisodes(seed: 7);
        Assert.Equal((0, false), (rig.Rollout.Rows, rig.Player.IsOpen));
        Assert.Equal(expected, rig.Shown(0));
    }

    [Fact]
    public void APlayerWhoseActionsAreAwaitedClaimsNothing()
    {
        var rig = new PlayerRig(PlayerRig.Worlds(9, 9), ticks: 2, change: p => p with { ClaimsByTick = true });
        rig.Policy.Ready = false;
        Assert.True(rig.Player.AwaitsActions);
        Assert.False(rig.Player.Play());
        Assert.Empty(rig.Ports.Claims);
        rig.Policy.Ready = true;
        Assert.False(rig.Player.AwaitsActions);
        Assert.True(rig.Player.Play());
    }

    [Fact]
    public void FinishedEpisodesAreNotedWithTheRewardsAsTheyWere()
    {
        var rig = new PlayerRig(PlayerRig.Worlds(2, 3), ticks: 6, shaping: [new Added(100)]);
        Assert.True(rig.Player.Play());
        var episodes = new List<EpisodeRecord>();
        rig.Player.Episodes.Drain(episodes);
        Assert.Equal([2L, 3, 2, 2, 3], episodes.Select(e => e.Length));
        Assert.Equal([0.03, 3.06, 0.03, 0.03, 3.06], episodes.Select(e => Math.Round(e.Return, 9)));
        Assert.All(rig.Rollout.Rewards, r => Assert.True(r > 99));
    }

    // Rewards are 0.01, 0.02, 0.03, 0.01.
    [Theory]
    [InlineData(true, "10.02, 20.04, 30.06, 40.02")]
    [InlineData(false, "5.02, 10.04, 15.06, 20.02")]
    public void StepsOfShapingAreAppliedInTheirOrderToWhatIsLearntFrom(bool addsFirst, string expected)
    {
        Shaping added = new AddedUp(5), doubled = new Multiplied(2);
        var rig = new PlayerRig(PlayerRig.Worlds(3), ticks: 4, shaping: addsFirst ? [added, doubled] : [doubled, added]);
        Assert.True(rig.Player.Play());
        string found = string.Join(", ", rig.Rollout.Rewards.Select(r => r.ToString("0.00", CultureInfo.InvariantCulture)));
        Assert.Equal(expected, found);
    }

    // Stopped after any number of rows, in the middle of ticks and episodes, and gone on with by another player.
    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(9)]
    [InlineData(11)]
    [InlineData(16)]
    public void APlayerThatIsSavedAndLoadedAnywhereGoesOnAsIfNothingHadHappened(int stopAfter)
    {
        PlayerRig Make(LocalPorts ports) =>
            new(PlayerRig.Worlds(2, 5, 3), ticks: 4, ports, [new AddedUp(0.25), new Multiplied(3)]);
        PlayerRig whole = Make(new LocalPorts());
        var expected = new List<string>();
        PlayOn(whole, expected);

        PlayerRig first = Make(new LocalPorts { StopAfter = stopAfter });
        var found = new List<string>();
        PlayOn(first, found);
        using var memory = new MemoryStream();
        first.Player.Save(new BinaryWriter(memory));
        Assert.Equal(first.Player.IsOpen, first.Ports.Calls!.Contains("save parameters"));

        PlayerRig second = Make(new LocalPorts());
        memory.Position = 0;
        Assert.True(second.Player.Load(new BinaryReader(memory)));
        Assert.Equal(memory.Length, memory.Position);
        Assert.Equal(first.Player.IsOpen, second.Ports.Calls!.Contains("load parameters"));
        Assert.Equal(first.Segment(), second.Segment());
        Assert.Equal((first.Rollout.Rows, first.Player.IsOpen), (second.Rollout.Rows, second.Player.IsOpen));
        if (!first.Player.IsOpen)
        {
            // The parameters are saved between two segments by their owner alone.
            while (second.Ports.Refresh() < first.Player.Version)
            {
            }
        }

        PlayOn(second, found);
        Assert.Equal(expected, found);
        Assert.Equal(Episodes(whole), Episodes(second));

        // Until there are four segments, or it is stopped.
        static void PlayOn(PlayerRig rig, List<string> segments)
        {
            while (segments.Count < 4 && rig.Player.Play())
            {
                segments.Add(rig.Segment());
                rig.Player.EndSegment();
            }
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void PlayingAllocatesNothing(bool tickByTick)
    {
        Environments.Environment[] worlds =
            [.. Enumerable.Range(0, 3).Select(_ => EnvironmentRegistry.Default.Make("CartPole-v1"))];
        var rig = new PlayerRig(
            worlds, ticks: 5, new LocalPorts { Calls = null }, [new AddedUp(0.25), new Multiplied(3)],
            p => p with { ClaimsByTick = tickByTick });
        var episodes = new List<EpisodeRecord>(100_000);
        Play(3_000);
        Assert.Equal(0, Allocations.Of(() => Play(500)));

        void Play(int segments)
        {
            for (int i = 0; i < segments; i++)
            {
                rig.Player.Play();
                rig.Player.EndSegment();
            }

            rig.Player.Episodes.Drain(episodes);
            rig.Policy.Advanced.Clear();
        }
    }

    private static string[] Episodes(PlayerRig rig)
    {
        var episodes = new List<EpisodeRecord>();
        rig.Player.Episodes.Drain(episodes);
        return [.. episodes.Select(e => $"{e.Return:G17} {e.Length}")];
    }

    private sealed class Added(float amount) : Shaping
    {
        public override void Stepped(Player player, int row, in StepResult result) => player.Rollout.Rewards[row] += amount;
    }

    private sealed class Multiplied(float factor) : Shaping
    {
        public override void Stepped(Player player, int row, in StepResult result) => player.Rollout.Rewards[row] *= factor;
    }

    // Adds as much more at every step of its life: it remembers how many there were.
    private sealed class AddedUp(double amount) : Shaping
    {
        private int steps;

        public override void Stepped(Player player, int row, in StepResult result) =>
            player.Rollout.Rewards[row] += (float)(++steps * amount);

        public override void Save(BinaryWriter writer) => writer.Write(steps);

        public override void Load(BinaryReader reader) => steps = reader.ReadInt32();
    }
}
