using AsyncRL.Environments.Diagnostic;

namespace AsyncRL.Environments.Tests.Diagnostic;

public class CatchTests
{
    [Fact]
    public void TheBallFallsARowAStepAndThePaddleMovesBelowIt()
    {
        var game = new Catch();
        var observation = new float[50];
        var random = Pcg64.FromSeed(2);
        var columns = new HashSet<int>();
        for (int episode = 0; episode < 300; episode++)
        {
            game.Reset(episode == 0 ? 1ul : null, observation);
            int ball = Array.IndexOf(observation, 1f, 0, 5), paddle = 2;
            columns.Add(ball);
            Assert.Equal(Picture(0, ball, paddle), observation);
            for (int row = 1; row <= 9; row++)
            {
                int action = random.Integers(0, 3);
                paddle = action switch
                {
                    0 when paddle > 0 => paddle - 1,
                    2 when paddle < 4 => paddle + 1,
                    _ => paddle,
                };
                StepResult result = game.Step(action, observation);
                Assert.Equal(Picture(row, ball, paddle), observation);
                Assert.Equal(row < 9 ? new StepResult(0, false) : new StepResult(ball == paddle ? 1 : -1, true), result);
            }
        }

        Assert.Equal(5, columns.Count);
    }

    [Fact]
    public void EveryBallCanBeCaught()
    {
        var game = new Catch();
        var observation = new float[50];
        for (int episode = 0; episode < 50; episode++)
        {
            game.Reset(episode == 0 ? 3ul : null, observation);
            int ball = Array.IndexOf(observation, 1f, 0, 5), paddle = 2;
            StepResult result;
            do
            {
                int move = Math.Sign(ball - paddle);
                paddle += move;
                result = game.Step(move + 1, observation);
            }
            while (!result.EpisodeEnded);
            Assert.Equal(1, result.Reward);
        }
    }

    [Fact]
    public void ARandomPolicyCatchesOneBallInFive()
    {
        var game = new Catch();
        var observation = new float[50];
        var random = Pcg64.FromSeed(8);
        const int Episodes = 10_000;
        double sum = 0;
        for (int episode = 0; episode < Episodes; episode++)
        {
            game.Reset(episode == 0 ? 4ul : null, observation);
            StepResult result;
            do
            {
                result = game.Step(random.Integers(0, 3), observation);
                sum += result.Reward;
            }
            while (!result.EpisodeEnded);
        }

        // The ball's column is uniform and independent of the paddle's: the mean is -0.6, five standard errors are 0.04.
        Assert.InRange(sum / Episodes, -0.64, -0.56);
    }

    [Fact]
    public void ADamagedStateIsRefused()
    {
        var game = new Catch();
        game.Reset(1, new float[50]);
        using var memory = new MemoryStream();
        using var writer = new BinaryWriter(memory);
        game.SaveState(writer);
        memory.Position = memory.Length - 4;
        writer.Write(5);
        memory.Position = 0;

        using var reader = new BinaryReader(memory);
        Assert.Contains(
            "the paddle in column 5", Assert.Throws<InvalidDataException>(() => new Catch().LoadState(reader)).Message,
            StringComparison.Ordinal);
    }

    private static float[] Picture(int row, int ball, int paddle)
    {
        var cells = new float[50];
        cells[(row * 5) + ball] = 1;
        cells[45 + paddle] = 1;
        return cells;
    }
}
