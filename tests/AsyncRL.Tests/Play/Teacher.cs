using AsyncRL.Experience;

namespace AsyncRL.Tests.Play;

/// <summary>
/// What a player plays for: has parameters, grants steps, and receives segments. Its parameters move with every segment, by what
/// was in it, so that a player that gets others, or sends others, soon plays differently.
/// </summary>
/// <param name="theta">The parameters to begin with.</param>
/// <param name="limit">Steps that it grants.</param>
internal sealed class Teacher(float[] theta, long limit)
{
    /// <summary>The parameters.</summary>
    public float[] Theta { get; } = theta;

    /// <summary>Segments that it has got.</summary>
    public List<Dictionary<string, Array>> Segments { get; } = [];

    /// <summary>Steps granted so far.</summary>
    public long Steps { get; private set; }

    public int Grant(int wanted)
    {
        int granted = (int)Math.Min(wanted, limit - Steps);
        Steps += granted;
        return granted;
    }

    public void TakeBack(int unplayed) => Steps -= unplayed;

    public void Receive(Dictionary<string, Array> segment)
    {
        Segments.Add(segment);
        float reward = ((float[])segment["reward"]).Sum(), likely = ((float[])segment[Column.LogProbabilities.Name]).Sum();
        for (int i = 0; i < Theta.Length; i++)
        {
            // What is zero may be padding.
            Theta[i] += Theta[i] == 0f ? 0f : 0.02f * MathF.Sin(i + reward + 10f * likely);
        }
    }
}
