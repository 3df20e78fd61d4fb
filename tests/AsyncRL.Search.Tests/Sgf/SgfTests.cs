using System.Text;
using AsyncRL.Search.Games;
using AsyncRL.Search.Go;
using AsyncRL.Search.Sgf;
using AsyncRL.Search.Tests.Support;

namespace AsyncRL.Search.Tests.Sgf;

public sealed class SgfTests
{
    [Fact]
    public void ARecordIsReadWithVariationsCommentsAndEscapes()
    {
        const string Text = "junk before\n( ;GM[1]FF[4]\n SZ[9] C[a \\] b \\\\ c]\n ;B[ee];W[]( ;B[cc] ) (;B[dd];W[ce]))";
        SgfNode root = Assert.Single(SgfText.Read(Text));
        Assert.Equal("a ] b \\ c", root["C"]);
        Assert.Null(root["XX"]);
        GoRecord record = GoRecord.Read(Text);
        Assert.Equal([(40, 0), (81, 1), (20, 0)], record.Moves);
        GoState state = record.Play();
        Assert.Equal(3, state.MovesPlayed);
        Assert.Equal("(;GM[1]FF[4]SZ[9]C[a \\] b \\\\ c];B[ee];W[](;B[cc])(;B[dd];W[ce]))\n", SgfText.Write(root));
    }

    [Fact]
    public void WhatIsWrittenIsReadBack()
    {
        var random = new FastRandom(5);
        var scratch = new int[82];
        foreach (int handicap in (int[])[0, 3])
        {
            var game = new GoGame(GoRules.Chinese(9, 6.5f) with { Handicap = handicap });
            var state = (GoState)game.Start();
            while (!state.IsOver)
            {
                state.PlayRandom(ref random, scratch);
            }

            GoRecord record = GoRecord.Read(GoRecord.Write(state, "a", "b]"));
            GoState again = record.Play();
            Assert.Equal(Positions.Grid(state), Positions.Grid(again));
            Assert.Equal(state.MovesPlayed, again.MovesPlayed);
            Assert.Equal(GoRecord.ResultOf(state.Score), record.Result);
            Assert.Equal(state.Score, again.Score);
        }
    }

    // Whatever the rules make of handicap stones, and however large komi is.
    [Theory]
    [InlineData(false, false, 4, 0.5f)]
    [InlineData(false, true, 4, 0.5f)]
    [InlineData(true, false, 4, 0.5f)]
    [InlineData(true, true, 4, 0.5f)]
    [InlineData(false, true, 0, 150)]
    [InlineData(false, true, 0, -375)]
    public void WhatIsWrittenKeepsTheScore(bool suicide, bool compensates, int handicap, float komi)
    {
        var rules = new GoRules
        {
            Size = 9, Komi = komi, Handicap = handicap, AllowSuicide = suicide, CompensatesHandicap = compensates,
        };
        var state = (GoState)new GoGame(rules).Start();
        Assert.Equal(state.Score, GoRecord.Read(GoRecord.Write(state)).Play().Score);
    }

    [Theory]
    [InlineData("RU[Chinese]HA[2]AB[cc][gg]KM[0.5]", 2.5)]
    [InlineData("RU[chinese]HA[ 3 ]KM[0]", 3)]
    [InlineData("RU[Chinese]HA[1]AB[cc]KM[0.5]", 0.5)]
    [InlineData("RU[Chinese]HA[]KM[0.5]", 0.5)]
    [InlineData("RU[Japanese]HA[2]AB[cc][gg]KM[0.5]", 0.5)]
    [InlineData("HA[2]AB[cc][gg]KM[0.5]", 0.5)]
    public void HandicapStonesArePointsUnderChineseRules(string properties, float komi) =>
        Assert.Equal(komi, GoRecord.Read($"(;SZ[9]{properties})").Play().Compensation);

    [Theory]
    [InlineData("", "No game record was found: it begins with '(;'.")]
    [InlineData("no game", "No game record was found: it begins with '(;'.")]
    [InlineData("(", "No game record was found: it begins with '(;'.")]
    [InlineData("(;B[aa]()", "The game record is broken in line 1, at ')': a node, which begins with ';', was expected.")]
    [InlineData("(;B[aa]", "The game record is broken at the end: ')' was expected.")]
    [InlineData("(;B[aa", "The game record is broken in line 1, at '[': the value that begins there does not end with ']'.")]
    [InlineData("(;B)", "The game record is broken in line 1, at ')': a value in brackets was expected after B.")]
    [InlineData("(;\nSZ[9];B[zz])", "The point [zz] is not on the 9 x 9 board.")]
    [InlineData("(;SZ[99])", "A board of 99 x 99 cannot be played; sizes are 2 to 19.")]
    [InlineData("(;SZ[13:9])", "SZ[13:9] is no square board; boards are SZ[2] to SZ[19].")]
    [InlineData("(;SZ[9]KM[x])", "KM[x] is no number.")]
    [InlineData("(;GM[2])", "The record is of game 2, not of Go, which is game 1.")]
    [InlineData("(;SZ[9]PL[x])", "PL[x] is no colour; it is B or W.")]
    [InlineData("(;SZ[9]KM[0.3])", "A komi of 0.3 is no whole or half number from -400 to 400.")]
    [InlineData("(;SZ[9];B[aa];AB[cc])", "The record sets stones up after move 1, which is not play; use another.")]
    public void BrokenRecordsAreExplained(string text, string message) =>
        Assert.Equal(message, Assert.Throws<SgfException>(() => GoRecord.Read(text)).Message);

    // A rectangle by any two corners, stones taken away again, and who is to move, said in any node before the first move.
    [Theory]
    [InlineData("(;SZ[5]AB[aa:bb])", "XX...XX..................", 1)]
    [InlineData("(;SZ[5]AB[bb:aa])", "XX...XX..................", 1)]
    [InlineData("(;SZ[5]AB[ba:ab]PL[B])", "XX...XX..................", 0)]
    [InlineData("(;SZ[5]AB[aa:bb];AE[ba][ab]AW[ee]PL[W])", "X.....X.................O", 1)]
    [InlineData("(;SZ[5]AB[aa]AW[ee])", "X.......................O", 0)]
    [InlineData("(;SZ[5]PL[white])", ".........................", 1)]
    [InlineData("(;SZ[5]AB[aa]PL[W];AE[aa]AW[aa])", "O........................", 1)]
    [InlineData("(;SZ[5]AB[aa:bb];AW[bb])", "XX...XO..................", 0)]
    [InlineData("(;SZ[5]AB[aa:bb][bb])", "XX...XX..................", 1)]
    public void SetUpIsPropertyByProperty(string text, string grid, int toMove)
    {
        GoState state = GoRecord.Read(text).Play();
        Assert.Equal(grid, Positions.Grid(state));
        Assert.Equal(toMove, state.Player);
    }

    [Theory]
    [InlineData("KM[]", 0)]
    [InlineData("KM[ 6.5 ]", 6.5)]
    [InlineData("KM[3.75]", 7.5)]
    [InlineData("KM[-2.25]", -4.5)]
    [InlineData("KM[375]", 7.5)]
    [InlineData("KM[650]", 6.5)]
    [InlineData("KM[-700]", -7)]
    [InlineData("KM[100]", 100)]
    [InlineData("KM[161]", 161)]
    [InlineData("KM[375.0]", 375)]
    [InlineData("", 0)]
    public void KomiIsReadAsRecordsWriteIt(string property, float komi) =>
        Assert.Equal(komi, GoRecord.Read($"(;SZ[9]{property})").Game.Rules.Komi);

    [Fact]
    public void WhatAMailPutsBeforeARecordIsNoRecord() =>
        Assert.Equal([(0, 0)], GoRecord.Read("From: a (b) c\n(c) 1997 (d ; e)\n\n( \n;SZ[9];B[aa])").Moves);

    [Fact]
    public void TheFirstGameIsReadWhateverComesBehindIt() =>
        Assert.Equal([(0, 0)], GoRecord.Read("(;SZ[9:9];B[aa])(;B[").Moves);

    // Stones of one colour alone do not say who is to move.
    [Fact]
    public void WhoIsToMoveIsWrittenWhereStonesAreSetUp()
    {
        foreach (int toMove in (int[])[0, 1])
        {
            GoState state = GoRecord.Read($"(;SZ[9]AB[cc]PL[{"BW"[toMove]}])").Play();
            string text = GoRecord.Write(state, [(20, 0)], [], toMove, handicap: 0);
            Assert.EndsWith($"AB[cc]PL[{"BW"[toMove]}])\n", text, StringComparison.Ordinal);
            Assert.Equal(toMove, GoRecord.Read(text).ToMove);
        }
    }

    [Fact]
    public void AFileIsReadInWhatItIsWrittenIn()
    {
        // The second byte is a backslash, which would escape the bracket behind it.
        byte[] japanese = [0x83, 0x5C], western = [0xE9], utf = [0xC3, 0xA9];
        Assert.Equal("\u30BD", Name("CA[Shift_JIS]", japanese));
        Assert.Equal("\u00E9", Name("CA[Shift_JIS]", utf));
        Assert.Equal("\u00E9", Name("CA[no-such-charset]", western));
        Assert.Equal("\u00E9", Name("CA[utf-7]", western));
        Assert.Equal("\u00E9", Name(string.Empty, western));
        Assert.Equal("\u0439", Name("CA[windows-1251]", western));

        // Seven bits, of which a byte is a bracket: katakana po behind a change of the set of letters, and back.
        byte[] seven = [0x1B, 0x24, 0x42, 0x25, 0x5D, 0x1B, 0x28, 0x42];
        Assert.Equal("\u30DD", Name("CA[ISO-2022-JP]", seven));

        static string? Name(string charset, byte[] name) => SgfText.Read(SgfBytes.Decode(
            [.. Encoding.ASCII.GetBytes($"(;{charset}PB["), .. name, .. Encoding.ASCII.GetBytes("])")]))[0]["PB"];
    }

    [Fact]
    public void MovesThatAreNotLegalAreExplained() => Assert.StartsWith(
        "The record cannot be played after move 1: A9 is no legal move for white here;",
        Assert.Throws<SgfException>(() => GoRecord.Read("(;SZ[9];B[aa];W[aa])").Play()).Message, StringComparison.Ordinal);

    [Fact]
    public void DeepNestingIsRefusedInsteadOfOverflowing() =>
        Assert.Throws<SgfException>(() => SgfText.Read(string.Concat(Enumerable.Repeat("(;", 100_000))));

    // Whatever bytes come in: a record, or a sentence.
    [Fact]
    public void NoTextCrashes()
    {
        var random = new FastRandom(1);
        const string Signs = "();BWA[]\\abSZ9 \n:GMKE";
        for (int i = 0; i < 20_000; i++)
        {
            int length = random.Below(30);
            string text = "(;" + string.Concat(Enumerable.Range(0, length).Select(_ => Signs[random.Below(Signs.Length)]));
            try
            {
                GoRecord.Read(text).Play();
            }
            catch (SgfException)
            {
            }
        }
    }
}
