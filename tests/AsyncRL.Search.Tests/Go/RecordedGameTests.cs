using System.Globalization;
using System.Reflection;
using AsyncRL.Search.Go;
using AsyncRL.Search.Sgf;

namespace AsyncRL.Search.Tests.Go;

/// <summary>
/// Games that GNU Go 3.8 played against itself, with what it said of them: the stones that each side had captured after every
/// tenth move (<c>captures move:by Black:by White ...</c>) and the final score, under Chinese rules with what is dead captured.
/// </summary>
public sealed class RecordedGameTests
{
    private static readonly string[] Names =
    [
        .. Assembly.GetExecutingAssembly().GetManifestResourceNames().Where(n => n.EndsWith(".sgf", StringComparison.Ordinal))
            .Order(),
    ];

    public static TheoryData<string> Games => [.. Names];

    [Fact]
    public void ThereAreGamesOfAllSizes()
    {
        Assert.Equal(20, Names.Count(n => n.StartsWith("9x9-", StringComparison.Ordinal)));
        Assert.Contains(Names, n => n.StartsWith("13x13-", StringComparison.Ordinal));
        Assert.Contains(Names, n => n.StartsWith("19x19-", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Games))]
    public void CapturesAndScoresAreThoseOfTheOtherProgram(string name)
    {
        using var reader = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream(name)!);
        string text = reader.ReadToEnd();
        GoRecord record = GoRecord.Read(text);
        string comment = SgfText.Read(text)[0]["C"]!;
        (int Move, int Black, int White)[] captures = [.. comment.Split(' ').Skip(1).Select(mark => mark.Split(':'))
            .Select(m => (Number(m[0]), Number(m[1]), Number(m[2])))];
        Assert.NotEmpty(captures);
        Assert.Equal(record.Moves.Count, captures[^1].Move);

        var state = (GoState)record.Game.Start();
        int[] placed = new int[2];
        int next = 0;
        foreach ((int move, int player) in record.Moves)
        {
            Assert.Equal(player, state.Player);
            state.PlayChecked(move);
            placed[player] += move == record.Game.Pass ? 0 : 1;
            while (next < captures.Length && captures[next].Move == state.MovesPlayed)
            {
                Assert.Equal((captures[next].Black, captures[next].White), (placed[1] - Stones(2), placed[0] - Stones(1)));
                next++;
            }
        }

        Assert.Equal(captures.Length, next);
        Assert.True(state.IsOver);
        Assert.Equal(Score(record.Result!), state.Score);

        int Stones(int color) => Enumerable.Range(0, record.Game.Pass).Count(p => state.StoneAt(p) == color);
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private static float Score(string result) => result == "0"
        ? 0
        : float.Parse(result[2..], CultureInfo.InvariantCulture) * (result[0] == 'B' ? 1 : -1);
}
