namespace AsyncRL.LearningTests;

/// <summary>A test that takes minutes: it runs only with ASYNCRL_SLOW_TESTS=1 in the environment.</summary>
public sealed class SlowTheoryAttribute : TheoryAttribute
{
    public SlowTheoryAttribute()
    {
        if (System.Environment.GetEnvironmentVariable("ASYNCRL_SLOW_TESTS") != "1")
        {
            Skip = "takes minutes; set ASYNCRL_SLOW_TESTS=1 to run it";
        }
    }
}
