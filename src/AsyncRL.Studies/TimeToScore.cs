namespace AsyncRL.Studies;

/// <summary>When a training first reached a score.</summary>
/// <param name="Steps">Data: steps, interpolated between two snapshots.</param>
/// <param name="Seconds">Time, interpolated likewise.</param>
public readonly record struct TimeToScore(double Steps, double Seconds)
{
    /// <summary>Finds the first snapshot that scores enough and interpolates linearly between it and the one before.</summary>
    /// <param name="points">Snapshots in the order of their steps.</param>
    /// <param name="score">The score to reach.</param>
    /// <returns>When it was reached; null when it never was. A first snapshot that scores enough is not interpolated.</returns>
    public static TimeToScore? Of(IReadOnlyList<StudyPoint> points, double score)
    {
        for (int i = 0; i < points.Count; i++)
        {
            StudyPoint point = points[i];
            if (!(point.Score >= score))
            {
                continue;
            }

            if (i == 0 || !double.IsFinite(points[i - 1].Score))
            {
                return new TimeToScore(point.Steps, point.Seconds);
            }

            StudyPoint before = points[i - 1];
            double share = (score - before.Score) / (point.Score - before.Score);
            return new TimeToScore(
                before.Steps + share * (point.Steps - before.Steps), before.Seconds + share * (point.Seconds - before.Seconds));
        }

        return null;
    }
}
