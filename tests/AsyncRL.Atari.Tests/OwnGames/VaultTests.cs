using AsyncRL.Atari.Tests.Scripted;

namespace AsyncRL.Atari.Tests.OwnGames;

public class VaultTests
{
    // As in vault.asm.
    private const int Sign = 0xA0;
    private const int Phase = 0xA2;
    private const int PhaseTime = 0xA3;
    private const int PhaseSign = 0;
    private const int PhaseDark = 1;
    private const int PhaseResult = 3;
    private const int FirstAddress = 0x80;
    private const int AllRounds = 20;

    // A decision sees four pictures, four frames apart, each with the frame before it.
    private const int SeenFrames = 4 * 4 + 1;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void No_picture_after_the_sign_tells_what_it_was(int difficulty)
    {
        AtariEmulator red = Runner.Make("vault", difficulty: difficulty);
        AtariEmulator blue = Runner.Make("vault", difficulty: difficulty);
        IPlayer player = Runner.RandomPlayer("vault", 13);
        red.Reset();
        for (int round = 0; round < 4; round++)
        {
            Assert.Equal(PhaseSign, red.Ram.At(Phase));
            Load(blue, Save(red));
            blue.Console.Ram[Sign - FirstAddress] ^= 1;
            int shown = 0;
            int compared = 0;
            while (red.Ram.At(Phase) != PhaseResult)
            {
                AtariAction action = player.Choose(red.Ram);
                red.Act(action);
                blue.Act(action);
                if (red.Ram.At(Phase) == PhaseSign)
                {
                    shown += red.Picture.SequenceEqual(blue.Picture) ? 0 : 1;
                }
                else if (red.Ram.At(Phase) != PhaseResult && (red.Ram.At(Phase) != PhaseDark || red.Ram.At(PhaseTime) < 24))
                {
                    Assert.Equal(red.Picture, blue.Picture);
                    compared++;
                }
            }

            Assert.InRange(shown, 40, 60);
            Assert.True(compared > 24, "the round was too short");
            while (red.Ram.At(Phase) != PhaseSign && !red.IsGameOver)
            {
                red.Act(AtariAction.Noop);
            }

            if (red.IsGameOver)
            {
                red.Reset();
            }
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void What_is_done_while_the_sign_can_be_seen_changes_nothing_in_the_picture(int difficulty)
    {
        AtariEmulator one = Runner.Make("vault", difficulty: difficulty);
        AtariEmulator other = Runner.Make("vault", difficulty: difficulty);
        IPlayer player = Runner.RandomPlayer("vault", 17);
        one.Reset();
        other.Reset();
        int frames = 0;
        int dark = 0;
        while (one.Ram.At(Phase) is PhaseSign or PhaseDark)
        {
            one.Act(AtariAction.Noop);
            other.Act(player.Choose(other.Ram));
            Assert.Equal(one.Picture, other.Picture);
            dark += one.Ram.At(Phase) == PhaseDark ? 1 : 0;
            Assert.True(++frames < 200, "no end");
        }

        Assert.True(dark >= SeenFrames, $"the walker can move {dark} frames after the sign");
        for (int i = 0; i < 100; i++)
        {
            one.Act(AtariAction.Up);
            other.Act(AtariAction.Up);
            Assert.Equal(one.Picture, other.Picture);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Memory_wins_every_round_and_without_it_half_are_lost(int difficulty)
    {
        Scores remembering = Runner.Play(Runner.Make("vault", difficulty: difficulty), new VaultPlayer(), 2, 1);
        Assert.Equal(AllRounds, remembering.Points.Min());
        Scores forgetting = Runner.Play(Runner.Make("vault", difficulty: difficulty), new ForgetfulVaultPlayer(1), 25, 1);

        // Before the third loss come three wins on average, with a deviation of 2.4 for one episode.
        Assert.InRange(forgetting.Mean, 1.4, 4.6);
    }

    private static byte[] Save(AtariEmulator emulator)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        emulator.Save(writer);
        writer.Flush();
        return stream.ToArray();
    }

    private static void Load(AtariEmulator emulator, byte[] state)
    {
        using var reader = new BinaryReader(new MemoryStream(state));
        emulator.Load(reader);
    }
}
