using AsyncRL.Environments;
using AsyncRL.Search.AlphaZero;
using AsyncRL.Search.Games;
using AsyncRL.Search.Go;
using AsyncRL.Search.Tests.Support;

namespace AsyncRL.Search.Tests.AlphaZero;

public sealed class SelfPlayReplayTests
{
    public static TheoryData<int> Games => [.. Enumerable.Range(0, Positions.AllGames.Length)];

    [Theory]
    [InlineData(0, 0)]
    [InlineData(5, 5)]
    [InlineData(30, 20)]
    [InlineData(60, 30)]
    [InlineData(100, 50)]
    [InlineData(1_000, 100)]
    public void TheWindowIsAShareWithinBounds(long played, long length) =>
        Assert.Equal(length, ReplayWindow.Length(played, 0.5, 20, 100));

    // What is drawn is what was played, turned: features, policy, owners and outcome.
    [Theory]
    [MemberData(nameof(Games))]
    public void DrawnPositionsAreThoseThatWerePlayed(int index)
    {
        Game game = Positions.AllGames[index];
        var replay = new SelfPlayReplay(game, new AlphaZeroOptions { WindowMax = 5_000 });
        var random = new FastRandom(3);
        var positions = new List<(GameState State, float[] Policy)>();
        SelfPlayGame played = PlayRandomly(game, ref random, positions);
        replay.Add(played);
        var drawn = new ReplayedPosition(game);
        var generator = Pcg64.FromSeed(1);
        GameState start = game.Start(), state = game.Start();
        float[] features = new float[game.FeatureLength], expected = new float[game.FeatureLength];
        var turned = new float[game.FeatureLength];
        float[] policy = new float[game.Moves], expectedPolicy = new float[game.Moves];
        var owners = new float[game.HasOwners ? game.Rows * game.Columns : 0];
        var seen = new HashSet<int>();
        for (int repetition = 0; repetition < 300; repetition++)
        {
            replay.Draw(generator, symmetries: true, [drawn]);
            drawn.Restore(start, state);
            (GameState original, float[] target) = positions.Single(p => p.State.MovesPlayed == drawn.Header.Plies);
            seen.Add(drawn.Header.Plies);
            Assert.Equal(original.Hash, state.Hash);
            state.WriteFeatures(features);
            game.MapFeatures(drawn.Symmetry, features, turned);
            original.WriteFeatures(features);
            game.MapFeatures(drawn.Symmetry, features, expected);
            Assert.Equal(expected, turned);

            game.MapPolicy<float>(drawn.Symmetry, target, expectedPolicy);
            drawn.WritePolicy(policy);
            Assert.Equal(1, policy.Sum(), 1e-4);
            for (int move = 0; move < policy.Length; move++)
            {
                Assert.Equal(expectedPolicy[move], policy[move], 1e-4);
            }

            Assert.Equal((played.Outcome, played.Score, 1), (drawn.Header.Outcome, drawn.Header.Score, drawn.Header.IsPlayedOut));
            drawn.WriteOwners(original.Player, owners);
            for (int point = 0; point < owners.Length; point++)
            {
                Assert.Equal(
                    original.Player == 0 ? played.Owners[point] : -played.Owners[point],
                    owners[game.MapPoint(drawn.Symmetry, point)]);
            }
        }

        Assert.True(seen.Count > Math.Min(positions.Count, 100) / 2, "draws are spread over the game");
    }

    [Fact]
    public void OwnersOfGoAddUpToTheScore()
    {
        var game = new GoGame(GoRules.Chinese(5, 3));
        var random = new FastRandom(9);
        SelfPlayGame played = PlayRandomly(game, ref random, []);
        Assert.Equal(played.Score, played.Owners.ToArray().Sum(o => o) - 3);
    }

    // A ring of few positions: after many games only the newest are drawn, and all of them still lead to legal positions.
    [Fact]
    public void OldPositionsMakeRoomAndMovesStayWhole()
    {
        var game = new ConnectFour();
        var options = new AlphaZeroOptions { WindowMax = 100, WindowMin = 100 };
        var replay = new SelfPlayReplay(game, options);
        var random = new FastRandom(5);
        var lastGames = new Queue<HashSet<ulong>>();
        var drawn = new ReplayedPosition(game);
        var generator = Pcg64.FromSeed(2);
        GameState start = game.Start(), state = game.Start();
        for (int number = 0; number < 400; number++)
        {
            var positions = new List<(GameState State, float[] Policy)>();
            replay.Add(PlayRandomly(game, ref random, positions));
            lastGames.Enqueue([.. positions.Select(p => p.State.Hash)]);
            if (lastGames.Sum(g => g.Count) - lastGames.Peek().Count >= 100)
            {
                lastGames.Dequeue();
            }

            for (int i = 0; i < 5; i++)
            {
                replay.Draw(generator, symmetries: true, [drawn]);
                drawn.Restore(start, state);
                Assert.Contains(lastGames, g => g.Contains(state.Hash));
            }
        }

        Assert.Equal(100, replay.WindowLength);
    }

    // Games that are nearly all opening: their moves take room, and only two positions of each are learned from.
    [Fact]
    public void OpeningsTakeNoRoomFromTheWindow()
    {
        var game = new ConnectFour();
        var replay = new SelfPlayReplay(
            game, new AlphaZeroOptions { WindowMax = 2_000, WindowMin = 2_000, OpeningShare = 1, OpeningMoves = 30 });
        var random = new FastRandom(3);
        var moves = new int[game.Moves];
        var policy = new float[game.Moves];
        var played = new SelfPlayGame(game);
        while (replay.Added < 3_000)
        {
            played.Restart(mustBePlayedOut: false);
            int opening = 1 + random.Below(30);
            for (int i = 0; i < opening + 2 && !played.State.IsOver; i++)
            {
                int move = moves[random.Below(played.State.WriteSearchMoves(moves))];
                Array.Clear(policy);
                policy[move] = 1;
                if (i < opening)
                {
                    played.PlayOpening(move);
                }
                else
                {
                    played.Play(move, policy);
                }
            }

            played.Resign();
            replay.Add(played);
        }

        Assert.Equal(2_000, replay.WindowLength);
    }

    [Fact]
    public void WhatWasSavedIsDrawnAlike()
    {
        var game = new ConnectFour();
        var options = new AlphaZeroOptions { WindowMax = 150, WindowMin = 20 };
        var replay = new SelfPlayReplay(game, options);
        var random = new FastRandom(6);
        foreach (int games in (int[])[1, 3, 10, 40])
        {
            for (int i = 0; i < games; i++)
            {
                replay.Add(PlayRandomly(game, ref random, []));
            }

            var copy = new SelfPlayReplay(game, options);
            var stream = new MemoryStream();
            replay.Save(new BinaryWriter(stream));
            stream.Position = 0;
            copy.Load(new BinaryReader(stream));
            foreach ((Memory<byte> from, Memory<byte> to) in replay.Content.Zip(copy.Content))
            {
                Assert.Equal(from.Length, to.Length);
                from.CopyTo(to);
            }

            Pcg64 a = Pcg64.FromSeed(8), b = Pcg64.FromSeed(8);
            ReplayedPosition one = new(game), other = new(game);
            for (int i = 0; i < 100; i++)
            {
                replay.Draw(a, symmetries: true, [one]);
                copy.Draw(b, symmetries: true, [other]);
                Assert.Equal(one.Record, other.Record);
                Assert.Equal(one.Symmetry, other.Symmetry);
                Assert.Equal(one.Moves.ToArray(), other.Moves.ToArray());
            }
        }
    }

    [Fact]
    public void AnOpenGameIsSavedWhole()
    {
        var game = new GoGame(GoRules.Chinese(5, 3));
        var random = new FastRandom(4);
        SelfPlayGame open = new(game), copy = new(game);
        open.Restart(mustBePlayedOut: true);
        open.WouldHaveResigned = 1;
        var moves = new int[game.Moves];
        var policy = new float[game.Moves];
        for (int i = 0; i < 12; i++)
        {
            int move = moves[random.Below(open.State.WriteSearchMoves(moves))];
            policy[i] = 1;
            open.Play(move, i % 3 == 0 ? policy : []);
        }

        var stream = new MemoryStream();
        open.Save(new BinaryWriter(stream));
        stream.Position = 0;
        copy.Load(new BinaryReader(stream));
        Assert.Equal(stream.Length, stream.Position);
        Assert.Equal(open.Moves.ToArray(), copy.Moves.ToArray());
        Assert.Equal(open.State.Hash, copy.State.Hash);
        Assert.Equal([0, 3, 6, 9], copy.Searched);
        Assert.Equal(open.PolicyOf(2).ToArray(), copy.PolicyOf(2).ToArray());
        Assert.Equal((12, true, 1), (copy.Searches, copy.MustBePlayedOut, copy.WouldHaveResigned));
    }

    [Fact]
    public void WrongResignationsStopResigning()
    {
        var resignations = new Resignations();
        for (int i = 0; i < 19; i++)
        {
            Assert.False(resignations.AreSafe(0.2), "too few to tell");
            resignations.Check(i < 2 ? 1 : -1);
        }

        resignations.Check(-1);
        Assert.Equal(0.1, resignations.WrongShare, 1e-9);
        Assert.True(resignations.AreSafe(0.2));
        Assert.False(resignations.AreSafe(0.05));
        for (int i = 0; i < 100; i++)
        {
            resignations.Check(i == 50 ? 0 : -1);
        }

        Assert.Equal(0.01, resignations.WrongShare, 1e-9);
        Assert.True(resignations.AreSafe(0.05));
        Assert.Equal(120, resignations.Checked);
    }

    private static SelfPlayGame PlayRandomly(
        Game game, ref FastRandom random, List<(GameState State, float[] Policy)> positions)
    {
        var played = new SelfPlayGame(game);
        var moves = new int[game.Moves];
        played.Restart(mustBePlayedOut: false);
        while (!played.State.IsOver)
        {
            int count = played.State.WriteSearchMoves(moves);
            var policy = new float[game.Moves];
            for (int i = 0; i < count; i++)
            {
                policy[moves[i]] = 0.1f + random.NextSingle();
            }

            float sum = policy.Sum();
            policy = [.. policy.Select(p => p / sum)];
            positions.Add((played.State.Clone(), policy));
            played.Play(moves[random.Below(count)], policy);
        }

        return played;
    }
}
